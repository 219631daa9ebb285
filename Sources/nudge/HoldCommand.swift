import ArgumentParser
import Foundation
import NudgeCore
import NudgeDaemon
import NudgeStore

/// Holds that operators place.
struct HoldCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "hold",
        abstract:
            "Hold back many customers at once: shown first, then placed; list and lift holds.",
        subcommands: [Place.self, List.self, Lift.self]
    )

    /// Shows whom a hold would touch; places it with `--yes`.
    struct Place: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "place",
            abstract: "Show whom a hold would touch; with --yes, place it."
        )

        @OptionGroup var config: ConfigOption
        @Option(help: "A customer, by the bank's number; may be given several times.")
        var customer: [String] = []
        @Option(help: "A file with a customer's number in each line.")
        var list: String?
        @Option(help: "Everybody who bears this tag, such as a region or vip.")
        var tag: String?
        @Option(help: "Debts of this product; without others named, everybody's.")
        var product: String?
        @Option(help: "dispute, complaint, hardship-plan, deceased, bankrupt, legal, protected, …")
        var reason: String
        @Option(help: "The last day of it, such as 2026-12-31; without it, until lifted.")
        var until: String?
        @Option(help: "Its number, by which it is lifted. Default: hold- and the time.")
        var reference: String?
        @Option(help: "Who answers for it.")
        var owner = ""
        @Option(help: "Why, for the record.")
        var why: String
        @Flag(help: "Take effect.")
        var yes = false

        func run() throws {
            guard let reason = HoldReason(name: reason) else {
                let names = HoldReason.allCases.map(\.name).joined(separator: ", ")
                throw ValidationError("there is no reason \(self.reason); there are: \(names)")
            }
            let selection = try selection()
            let installation = try config.open()
            let now = WallClock().now()
            let zone = installation.rules.ruleset.defaultZone
            let end = try until.map { text throws -> Instant in
                guard let day = CivilDate(parsing: text), day >= zone.localDate(now) else {
                    throw ValidationError("--until is a day from today on, not \(text)")
                }
                return zone.startOfDay(day + 1)
            }
            let reference = reference ?? "hold-\(now)"
            guard !reference.isEmpty, !reference.contains("/") else {
                throw ValidationError("--reference is a word without a slash")
            }
            do {
                let holds = try installation.holds(at: now)
                show(try holds.preview(selection, until: end))
                guard yes else {
                    return print("nothing is held yet: say --yes to place it")
                }
                let order = MassHold.Order(
                    reference: reference,
                    reason: reason,
                    until: end,
                    owner: owner
                )
                let placed = try holds.place(order, on: selection, by: Terminal.actor, why: why)
                print("placed \(placed) times as \(reference)")
            } catch {
                throw Failed(error)
            }
        }

        private func selection() throws -> HoldSelection {
            var customers = Set(customer)
            if let list {
                guard let text = try? String(contentsOfFile: list, encoding: .utf8) else {
                    throw ValidationError("\(list) cannot be read as UTF-8 text")
                }
                let lines = text.split(whereSeparator: \.isNewline)
                customers.formUnion(lines.map { $0.filter { !$0.isWhitespace } })
                customers.remove("")
            }
            let isNamed = !customer.isEmpty || list != nil
            guard isNamed || tag != nil || product != nil else {
                throw ValidationError("say whom: --customer, --list, --tag or --product")
            }
            return HoldSelection(
                customers: isNamed ? customers : nil,
                tag: tag,
                product: product
            )
        }

        private func show(_ preview: MassHold.Preview) {
            print("customers    \(preview.customers)")
            print("debts        \(preview.debts)")
            for (currency, amount) in preview.owed.sorted(by: { $0.key.code < $1.key.code }) {
                print("owed         \(Money(minorUnits: amount, currency: currency).plain)")
            }
            for (tier, count) in preview.tiers.sorted(by: { $0.key < $1.key }) {
                print("  tier \(tier.isEmpty ? "(none)" : tier): \(count)")
            }
            print("contacts     \(preview.contacts) of the next 7 days would be held")
            if preview.cases > 0 {
                print("cases        \(preview.cases) of the next 7 days would not be opened")
            }
            for reference in preview.unknown.prefix(20) {
                print("unknown      there is no customer \(reference)")
            }
            if preview.unknown.count > 20 {
                print("unknown      and \(preview.unknown.count - 20) more")
            }
        }
    }

    /// What is held.
    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "list",
            abstract: "List the holds in force, those of one order as one."
        )

        @OptionGroup var config: ConfigOption

        func run() throws {
            let installation = try config.open()
            do {
                for group in try installation.holds(at: WallClock().now()).list() {
                    let until = group.until.map { "until \($0)" } ?? "until lifted"
                    print(
                        "\(group.reference)\t\(group.reason.name)\t\(until)"
                            + "\t\(group.customers) customers\t\(group.owner)"
                    )
                }
            } catch {
                throw Failed(error)
            }
        }
    }

    /// Ends holds.
    struct Lift: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "lift",
            abstract: "Lift a hold, or all of one order; everybody concerned is decided afresh."
        )

        @OptionGroup var config: ConfigOption
        @Option(help: "Its number, as `nudge hold list` shows it.")
        var reference: String
        @Option(help: "Why, for the record.")
        var why: String

        func run() throws {
            let installation = try config.open()
            do {
                let lifted = try installation.holds(at: WallClock().now())
                    .lift(reference, by: Terminal.actor, why: why)
                print("lifted \(lifted) times: \(reference)")
            } catch {
                throw Failed(error)
            }
        }
    }
}

extension Installation {
    /// Operators' holds, under the rules in force.
    fileprivate func holds(at now: Instant) throws(StoreError) -> MassHold {
        MassHold(
            store: store,
            rules: rules.ruleset,
            conditions: try conditions(),
            at: now
        )
    }
}
