import ArgumentParser
import NudgeCore
import NudgeDaemon
import NudgeStore

/// Says why somebody did, didn't or will get a message.
struct ExplainCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain",
        abstract: "Print the chain of verdicts about one customer, in plain words.",
        discussion: """
            For now it decides. For later (--at) it plays the forecast forward to that instant and decides there. \
            For the past it prints what was recorded at the contacts nearest to that instant.
            """
    )

    @OptionGroup var config: ConfigOption
    @Argument(help: "The bank's number of the customer.")
    var customer: String
    @Option(help: "Explain this instant, in RFC 3339. Default: now.")
    var at: InstantArgument?
    @Option(help: "How many past contacts to show.")
    var contacts = 5

    func validate() throws {
        guard contacts >= 0 else { throw ValidationError("--contacts is at least 0") }
    }

    func run() throws {
        let installation = try config.open()
        let now = WallClock().now()
        do {
            guard let claimed = try installation.store.customer(reference: customer) else {
                throw Failed("there is no customer \(customer)")
            }
            let lines = try Explanation(installation: installation, at: now).lines(
                claimed,
                at: at?.instant ?? now,
                contacts: contacts
            )
            print(lines.joined(separator: "\n"))
        } catch let error as StoreError {
            throw Failed(error)
        }
    }
}
