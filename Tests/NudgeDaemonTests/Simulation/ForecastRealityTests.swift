import Foundation
import NudgeConfig
import NudgeCore
import NudgeStore
import NudgeTestKit
import Testing

@testable import NudgeDaemon

/// The question that an operator asks first: what will go out? The answer must be what then goes
/// out, through the store, the engine and the wire, under the shipped rules and stricter ones.
@Suite("The forecast is what happens")
@WorldActor
struct ForecastRealityTests {
    private static let start = RealityCourse.start
    private static let end = RealityCourse.end

    struct Line: Hashable, CustomStringConvertible {
        var occasions: [Occasion]
        var channel: Channel
        var notBefore: Instant

        var description: String {
            let said = occasions.map { "\($0.debt.value)@\($0.stepDay)" }.joined(separator: "+")
            return "\(notBefore) \(channel.name) \(said)"
        }
    }

    /// People of all kinds, with shared numbers, holds that end, and a month of payments, reversals,
    /// promises, holds, refusals and failed standing orders told to both sides.
    @Test("hundreds of customers over a month of events", arguments: [UInt64(11), 23, 47])
    func aMonthOfEvents(_ seed: UInt64) async throws {
        let course = RealityCourse(seed: seed)
        let world = try World(rules: try Self.rules(), at: Self.start)
        world.gateways[0].behave { _ in .accepted(.delivered, after: .zero) }
        try world.tell(course.facts)
        let planned = try plan(world)
        let foreseen = try foresee(course, world)
        for event in course.events {
            try await world.run(until: event.at)
            try world.tell([event.fact], asOf: event.at)
        }
        try await world.run(until: Self.end + Milliseconds(-1))
        var contacts = 0
        for customer in try world.customers() {
            let reality = try lines(of: customer.facts, in: world)
            #expect(
                reality == foreseen[customer.facts.id] ?? [],
                "seed \(seed): \(customer.facts.reference)"
            )
            contacts += reality.count
        }
        #expect(contacts > 2 * RealityCourse.count, "seed \(seed): \(contacts) contacts")
        #expect(world.received.count == contacts, "seed \(seed)")
        try check(planned, "seed \(seed), the plan")
        try check(try made(world), "seed \(seed), what was made")
    }

    /// Everybody, group by group, with each event put to the facts as the store would put it.
    private func foresee(
        _ course: RealityCourse,
        _ world: World
    ) throws -> [CustomerID: [Line]] {
        // A store of its own takes the events: its facts are those of the world, without contacts.
        let shadow = try World(rules: try Self.rules(), at: Self.start)
        try shadow.tell(course.facts)
        let customers = try world.customers().map(\.facts)
        var groups = SharedPoints.groups(
            customers.map {
                SharedPoints.Link(customer: $0.id, points: $0.points.filter(\.isShared).map(\.id))
            }
        ).map { ids in
            ForecastGroup(
                customers.filter { ids.contains($0.id) }.map { ForecastMember(facts: $0) },
                forecast: Forecast(rules: world.rules.ruleset),
                from: Self.start
            )
        }
        #expect(groups.contains { $0.customers.count > 2 }, "nobody shares with two others")
        var lines: [CustomerID: [Line]] = [:]
        func run(_ index: Int, until end: Instant) {
            groups[index].run(until: end) { visit in
                guard let proposal = visit.contact else { return }
                lines[visit.facts.id, default: []].append(Line(proposal))
            }
        }
        for event in course.events {
            shadow.clock.set(event.at)
            let before = try shadow.customers().map(\.facts)
            try shadow.tell([event.fact], asOf: event.at)
            let changed = zip(before, try shadow.customers().map(\.facts)).filter { $0 != $1 }
            for (_, facts) in changed {
                guard let index = groups.firstIndex(where: { $0.customers.contains(facts.id) })
                else { continue }
                run(index, until: event.at)
                groups[index].change(facts.id) { known in
                    let history = known.history
                    known = facts
                    known.history = history
                }
            }
        }
        for index in groups.indices { run(index, until: Self.end) }
        return lines
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

    // MARK: The second opinion

    private func plan(_ world: World) throws -> [UInt8] {
        let planner = Planner(
            store: world.store,
            rules: world.rules,
            from: Self.start,
            until: Self.end
        )
        let rows = try planner.rows()
        let bytes = Bytes()
        PlanReport(rows, rules: world.rules.ruleset, format: .jsonl).write { bytes.all += $0 }
        return bytes.all
    }

    private func made(_ world: World) throws -> [UInt8] {
        let bytes = Bytes()
        try ContactList(store: world.store)
            .write(from: Self.start, to: Self.end, format: .jsonl) { bytes.all += $0 }
        return bytes.all
    }

    private final class Bytes {
        var all: [UInt8] = []
    }

    private func check(_ rows: [UInt8], _ what: String) throws {
        guard let python = PythonChecker.python else { return }
        let answer = try PythonChecker.check(rows, python: python)
        #expect(answer.status == 0, "\(what): \(answer.text)")
        let count = rows.count { $0 == UInt8(ascii: "\n") }
        #expect(answer.text.hasSuffix("\(count) contacts, 0 faults\n"), "\(what)")
        #expect(count > RealityCourse.count, "\(what): too few to show anything")
    }

    private static func rules() throws -> Ruleset {
        let result = RulesAssembler.load(
            configFile: PythonChecker.root.appendingPathComponent("Config/nudge.yaml").path,
            today: ZoneRules.shanghai.localDate(start),
            choice: RuleChoice(rulebooks: PythonChecker.rulebooks)
        )
        let problems = result.problems.map(\.description).joined(separator: "\n")
        return try #require(result.assembled, "\(problems)").rules.ruleset
    }
}

extension ForecastRealityTests.Line {
    fileprivate init(_ proposal: Proposal) {
        self.init(
            occasions: proposal.occasions,
            channel: proposal.channel,
            notBefore: proposal.notBefore
        )
    }
}
