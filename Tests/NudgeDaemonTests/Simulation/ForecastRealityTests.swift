import Foundation
import NudgeConfig
import NudgeCore
import NudgeStore
import NudgeTestKit
import Testing

@testable import NudgeDaemon

/// The question that an operator asks first: what will go out? The answer must be what then goes
/// out, through the store, the engine and the wire, under the shipped rules.
@Suite("The forecast is what happens")
@WorldActor
struct ForecastRealityTests {
    private static let start = Instant.shanghai("2026-11-09 06:00")
    private static let end = start + .days(30)
    private static let count = 200

    struct Line: Hashable, CustomStringConvertible {
        var occasions: [Occasion]
        var channel: Channel
        var notBefore: Instant

        var description: String {
            let said = occasions.map { "\($0.debt.value)@\($0.stepDay)" }.joined(separator: "+")
            return "\(notBefore) \(channel.name) \(said)"
        }
    }

    @Test("two hundred customers over a month")
    func twoHundredCustomersOverAMonth() async throws {
        let world = try World(rules: try Self.shippedRules(), at: Self.start)
        world.gateways[0].behave { _ in .accepted(.delivered, after: .zero) }
        try world.tell(Self.portfolio())
        let customers = try world.customers()
        var foreseen: [CustomerID: [Line]] = [:]
        for customer in customers {
            foreseen[customer.facts.id] = Forecast(rules: world.rules.ruleset)
                .run(customer.facts, from: Self.start, until: Self.end)
                .map {
                    Line(
                        occasions: $0.proposal.occasions,
                        channel: $0.proposal.channel,
                        notBefore: $0.proposal.notBefore
                    )
                }
        }
        try await world.run(until: Self.end + Milliseconds(-1))
        #expect(customers.count == Self.count)
        var contacts = 0
        for customer in try world.customers() {
            let reality = try lines(of: customer.facts, in: world)
            #expect(reality == foreseen[customer.facts.id] ?? [], "\(customer.facts.reference)")
            contacts += reality.count
        }
        #expect(contacts > 3 * Self.count, "\(contacts) contacts")
        #expect(world.received.count == contacts)
    }

    private func lines(of facts: CustomerFacts, in world: World) throws -> [Line] {
        let history = Dictionary(
            facts.history.map { ($0.id, $0) },
            uniquingKeysWith: { first, _ in first }
        )
        return try world.contacts(of: facts.reference).compactMap { contact in
            guard let past = history[contact.id] else { return nil }
            return Line(
                occasions: [past.occasion] + past.moreOccasions,
                channel: contact.channel,
                notBefore: contact.notBefore
            )
        }
    }

    /// People of all kinds: due soon or long ago, with one debt or three, with grace, at risk.
    private static func portfolio() -> [Fact] {
        var chance = SeededGenerator(seed: 11)
        return (1...count).flatMap { number -> [Fact] in
            var person = Person(number)
            person.hasMail = chance.chance(2, in: 3)
            person.hasDevice = chance.chance(1, in: 2)
            let due = ZoneRules.shanghai.localDate(start) + chance.int(-60...25)
            var facts = person.facts(
                due: due.description,
                autopay: chance.pick([.none, .none, .none, .scheduled])
            )
            for extra in 0..<chance.pick([0, 0, 1, 2]) {
                let date = due + chance.pick([0, 0, 3, -9])
                facts.append(
                    .debt(
                        DebtFact(
                            reference: "\(person.debt)-\(extra)",
                            customer: person.reference,
                            product: "贷款",
                            accountTail: "5678",
                            minimumDue: 50_000,
                            dueDate: date,
                            graceEnd: chance.chance(1, in: 3) ? date + 3 : nil,
                            riskGrade: chance.pick(["", "A", "E"])
                        )
                    )
                )
            }
            return facts
        }
    }

    private static func shippedRules() throws -> Ruleset {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        let result = RulesAssembler.load(
            configFile: root.appendingPathComponent("Config/nudge.yaml").path,
            today: ZoneRules.shanghai.localDate(start)
        )
        let problems = result.problems.map(\.description).joined(separator: "\n")
        return try #require(result.assembled, "\(problems)").rules.ruleset
    }
}
