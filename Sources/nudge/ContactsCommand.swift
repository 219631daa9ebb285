import ArgumentParser
import NudgeCore
import NudgeDaemon
import NudgeStore

/// Contacts, one by one.
struct ContactsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "contacts",
        abstract: "List contacts, and resolve those in doubt.",
        subcommands: [List.self, Unknown.self, Resolve.self]
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

    /// Settles one in doubt.
    struct Resolve: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "resolve",
            abstract: "Say what became of a contact in doubt; it is recorded who said so.",
            discussion: """
                With 'not-sent', its places under the caps are given back and the customer is decided \
                afresh: he may get the message again. With 'delivered', it counts as received.
                """
        )

        @OptionGroup var config: ConfigOption
        @Argument(help: "The contact, as 'nudge contacts unknown' lists it.")
        var id: String
        @Option(name: .customLong("as"), help: "delivered or not-sent.")
        var settlement: String
        @Option(help: "Why, for the record.")
        var why = ""

        func run() throws {
            guard let settlement = ContactEvent.Settlement(name: settlement),
                settlement != .undelivered
            else { throw ValidationError("--as is delivered or not-sent") }
            let opened = try config.openStore()
            guard let contact = WireID(store: opened.store.identity).contact(id) else {
                throw ValidationError("\(id) is no contact of this store")
            }
            do {
                let resolution = try opened.store.resolve(
                    contact,
                    as: settlement,
                    by: Terminal.actor,
                    why: why,
                    at: WallClock().now()
                )
                switch resolution {
                case .resolved: print("\(id): \(settlement.name)")
                case .notInDoubt(let state):
                    throw ValidationError(
                        "\(id) is not in doubt but \(state.name): nothing was changed"
                    )
                case .noSuchContact: throw ValidationError("there is no contact \(id)")
                }
            } catch let error as StoreError {
                throw Failed(error)
            }
        }
    }
}
