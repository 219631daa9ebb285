import ArgumentParser
import NudgeCore
import NudgeDaemon
import NudgeStore

/// Contacts, one by one.
struct ContactsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "contacts",
        abstract: "List contacts.",
        subcommands: [List.self, Unknown.self]
    )

    /// All of a stretch of time.
    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "list",
            abstract: "List contacts that were made, with masked addresses, oldest first."
        )

        @OptionGroup var config: ConfigOption
        @Option(help: "Begin at this instant, in RFC 3339. Default: 24 hours before the end.")
        var from: InstantArgument?
        @Option(help: "End before this instant. Default: now.")
        var to: InstantArgument?
        @Option(help: "table, csv or jsonl.")
        var format = ReportFormat.table

        func run() throws {
            let opened = try config.openStore()
            let end = to?.instant ?? WallClock().now()
            do {
                try ContactList(store: opened.store).write(
                    from: from?.instant ?? end - .days(1),
                    to: end,
                    format: format
                ) { Terminal.output($0) }
            } catch {
                throw Failed(error)
            }
        }
    }

    /// Those in doubt.
    struct Unknown: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "unknown",
            abstract: "List contacts that may or may not have arrived, oldest first."
        )

        @OptionGroup var config: ConfigOption
        @Option(help: "At most so many.")
        var limit = 100

        func run() throws {
            let opened = try config.openStore()
            let wire = WireID(store: opened.store.identity)
            do {
                for contact in try opened.store.unknownContacts(limit: limit) {
                    print(
                        "\(wire.text(of: contact.id))\t\(contact.at)\t\(contact.gateway)"
                            + "\t\(contact.channel.name)\t\(contact.template)"
                            + "\t\(contact.reason ?? "")"
                    )
                }
            } catch {
                throw Failed(error)
            }
        }
    }
}
