import ArgumentParser
import NudgeCore
import NudgeDaemon
import NudgeStore

/// Says why somebody did, didn't or will get a message.
struct ExplainCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain",
        abstract: "Print the chain of verdicts about one customer, in plain words."
    )

    @OptionGroup var config: ConfigOption
    @Argument(help: "The bank's number of the customer.")
    var customer: String
    @Option(help: "Decide as at this instant, in RFC 3339. Default: now.")
    var at: InstantArgument?
    @Option(help: "How many past contacts to show.")
    var contacts = 5

    func run() throws {
        let installation = try config.open()
        do {
            guard let claimed = try installation.store.customer(reference: customer) else {
                throw Failed("there is no customer \(customer)")
            }
            let lines = try Explanation(installation: installation).lines(
                claimed,
                at: at?.instant ?? WallClock().now(),
                contacts: contacts
            )
            print(lines.joined(separator: "\n"))
        } catch let error as StoreError {
            throw Failed(error)
        }
    }
}
