import ArgumentParser
import NudgeCore
import NudgeDaemon
import NudgeStore

/// Work for people.
struct CasesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cases",
        abstract: "List, show and close the cases that people have.",
        subcommands: [List.self, Show.self, Close.self],
        defaultSubcommand: List.self
    )

    /// In the order in which they were opened.
    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "list",
            abstract: "List cases, oldest first; the open ones unless told."
        )

        @OptionGroup var config: ConfigOption
        @Flag(help: "Closed ones, too.")
        var all = false
        @Option(help: "Only this team's.")
        var team: String?
        @Option(help: "At most so many.")
        var limit = 100

        private static let pageSize = 500

        func run() throws {
            let store = try config.openStore().store
            do {
                var last: Int64 = 0
                var left = limit
                while left > 0 {
                    let page = try store.cases(
                        after: last,
                        limit: List.pageSize,
                        onlyOpen: !all
                    )
                    guard let end = page.last else { break }
                    for record in page where team == nil || record.team == team {
                        print(CasesCommand.line(record))
                        left -= 1
                        if left == 0 { break }
                    }
                    last = end.id
                }
            } catch {
                throw Failed(error)
            }
        }
    }

    /// One case, with the verdicts that led to it.
    struct Show: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "show",
            abstract: "Show a case, and why it was opened."
        )

        @OptionGroup var config: ConfigOption
        @Argument(help: "The case's number, as listed.")
        var id: Int64

        func run() throws {
            let installation = try config.open()
            do {
                guard let record = try installation.store.caseRecord(id) else {
                    throw Failed("there is no case \(id)")
                }
                print(CasesCommand.line(record))
                print("  tier \(record.tier), step \(record.step): \(record.reason)")
                if let closedAt = record.closedAt {
                    print("  closed \(closedAt) by \(record.closedBy ?? ""): \(record.why ?? "")")
                }
                if let toldAt = record.toldAt {
                    print("  the staff were told \(toldAt)")
                } else {
                    print(
                        "  the staff's webhook has not taken it; \(record.attempts) attempts failed"
                    )
                }
                guard let trace = TraceCodec.decode(record.trace),
                    let customer = try installation.store.customer(reference: record.reference)
                else { return }
                let narrator = Narrator(
                    facts: customer.facts,
                    rules: installation.rules.ruleset
                )
                for line in narrator.lines(trace) { print("  \(line)") }
            } catch let error as StoreError {
                throw Failed(error)
            }
        }
    }

    /// Done with.
    struct Close: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "close",
            abstract: "Close a case; it is recorded who did, and why."
        )

        @OptionGroup var config: ConfigOption
        @Argument(help: "The case's number, as listed.")
        var id: Int64
        @Option(help: "What became of it, for the record.")
        var why: String

        func run() throws {
            let store = try config.openStore().store
            do {
                let isClosed = try store.closeCase(
                    id,
                    by: Terminal.actor,
                    why: why,
                    at: WallClock().now()
                )
                guard isClosed else { throw Failed("there is no open case \(id)") }
                print("case \(id) closed")
            } catch let error as StoreError {
                throw Failed(error)
            }
        }
    }

    static func line(_ record: CaseRecord) -> String {
        let state = record.isOpen ? "open" : "closed"
        return "\(record.id)\t\(state)\t\(record.kind.name)\t\(record.team)\t\(record.reference)"
            + "\t\(record.openedAt)\t\(record.reason)"
    }
}
