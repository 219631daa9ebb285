import NudgeCore
import NudgeStore
import NudgeTestKit
import Testing

@testable import NudgeDaemon

/// The forecast sees hand-offs and early warnings as they then happen, under shipped rules.
@Suite("The forecast of cases is what happens")
@WorldActor
struct ForecastCasesTests {
    private static let start = StrategyFolder.start
    private static let end = start + .days(30)

    private struct Line: Hashable {
        var occasions: [Occasion]
        var channel: String
        var at: Instant
    }

    @Test(
        "a hundred and fifty customers over a month",
        arguments: ["stratified-cards", "young-loan"]
    )
    func aMonth(strategy: String) async throws {
        let rules = try #require(try StrategyFolder(strategy: strategy).load().assembled)
        let world = try World(rules: rules.rules.ruleset, at: Self.start)
        world.gateways[0].behave { _ in .accepted(.delivered, after: .zero) }
        // Two files: what is worse in the second has risen.
        try world.tell(Self.portfolio(1), asOf: Self.start - .days(1))
        try world.tell(Self.portfolio(2), asOf: Self.start)
        var foreseen: [String: Set<Line>] = [:]
        var cases = 0
        var warned = 0
        for customer in try world.customers() {
            let course = Forecast(rules: world.rules.ruleset)
                .course(customer.facts, from: Self.start, until: Self.end)
            let contacts = course.contacts.map {
                Line(
                    occasions: $0.proposal.occasions,
                    channel: $0.proposal.channel.name,
                    at: $0.proposal.notBefore
                )
            }
            let handOffs = course.cases.map {
                Line(occasions: [$0.handOff.occasion], channel: $0.handOff.team, at: $0.at)
            }
            cases += handOffs.count
            warned += (contacts + handOffs).count { $0.occasions[0].spell == 0 }
            foreseen[customer.facts.reference] = Set(contacts + handOffs)
        }
        #expect(cases > 20 && warned > 20, "\(cases) cases, \(warned) warnings")
        try await world.run(until: Self.end + Milliseconds(-1))
        let opened = try world.store.cases(after: 0, limit: 10_000, onlyOpen: false)
        for customer in try world.customers() {
            let facts = customer.facts
            let past = Dictionary(
                facts.history.map { ($0.id, $0) },
                uniquingKeysWith: { first, _ in first }
            )
            var real = Set(
                opened.filter { $0.reference == facts.reference }.map {
                    Line(occasions: [$0.occasion], channel: $0.team, at: $0.openedAt)
                }
            )
            for contact in try world.contacts(of: facts.reference) {
                guard let known = past[contact.id] else { continue }
                real.insert(
                    Line(
                        occasions: [known.occasion] + known.moreOccasions,
                        channel: contact.channel.name,
                        at: contact.notBefore
                    )
                )
            }
            #expect(real == foreseen[facts.reference], "\(facts.reference)")
        }
    }

    private static func portfolio(_ file: Int) -> [Fact] {
        var chance = SeededGenerator(seed: 21)
        return (1...150).flatMap { number -> [Fact] in
            var person = Person(number)
            person.hasMail = chance.chance(2, in: 3)
            person.hasDevice = chance.chance(1, in: 2)
            let due = ZoneRules.shanghai.localDate(start) + chance.int(-70...25)
            let grade = chance.pick(["A", "B", "D", "E"])
            let before = chance.pick(["A", "B", grade])
            let used = Int64(chance.int(10...99))
            let autopay: Debt.Autopay = chance.pick([.none, .none, .failed])
            let amount = Int64(chance.pick([20_000, 400_000, 9_000_000]))
            let late = Int32(chance.pick([0, 1, 4]))
            var facts = person.facts(due: due.description)
            guard case .debt(var debt) = facts[1] else { return [] }
            debt.minimumDue = amount
            debt.riskGrade = file == 1 ? before : grade
            debt.creditLimit = 10_000_000
            debt.statementBalance = file == 1 ? 100_000 : used * 100_000
            debt.autopay = file == 1 ? .none : autopay
            debt.timesLate = late
            facts[1] = .debt(debt)
            return facts
        }
    }
}
