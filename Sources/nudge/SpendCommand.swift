import ArgumentParser
import NudgeCore
import NudgeDaemon
import NudgeStore

/// What was spent.
struct SpendCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "spend",
        abstract: "What the messages of a day cost, by gateway, tier or template.",
        discussion: """
            Counted from the gateways' prices as messages leave; what surely was not taken is \
            subtracted. A message in doubt counts.
            """
    )

    /// What the lines are about.
    enum Grouping: String, ExpressibleByArgument, CaseIterable {
        case gateway
        case tier
        case template

        func name(_ line: SpendLine) -> String {
            switch self {
            case .gateway: line.gateway
            case .tier: line.tier
            case .template: line.template
            }
        }
    }

    @OptionGroup var config: ConfigOption
    @Option(help: "The day, such as 2026-11-20. Default: today.")
    var day: String?
    @Option(help: "gateway, tier or template.")
    var by = Grouping.gateway

    func run() throws {
        let opened = try config.openStore()
        let date = try day.map(parse) ?? opened.defaultZone.localDate(WallClock().now())
        let lines: [SpendLine]
        do {
            lines = try opened.store.spend(on: date)
        } catch {
            throw Failed(error)
        }
        print("\(by.rawValue)\tcontacts\tsegments\tcost")
        for currency in Currency.allCases {
            let own = lines.filter { $0.currency == currency }
            guard !own.isEmpty else { continue }
            for name in Set(own.map(by.name)).sorted() {
                print(row(name, own.filter { by.name($0) == name }, currency))
            }
            print(row("all of \(date)", own, currency))
        }
    }

    private func row(_ name: String, _ lines: [SpendLine], _ currency: Currency) -> String {
        let contacts = lines.reduce(0) { $0 + $1.contacts }
        let segments = lines.reduce(0) { $0 + $1.segments }
        let cost = lines.reduce(0) { $0 + $1.cost }
        let money = Money(millionths: cost, currency: currency).plain
        return "\(name)\t\(contacts)\t\(segments)\t\(money)"
    }

    private func parse(_ text: String) throws -> CivilDate {
        guard let date = CivilDate(parsing: text) else {
            throw ValidationError("\(text) is no day: write it as 2026-11-20")
        }
        return date
    }
}
