import ArgumentParser

/// The command line of the reminder daemon.
@main
struct Nudge: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "nudge",
        abstract: "The reminder daemon for lenders."
    )
}
