import NudgeCore
import NudgeStore
import NudgeTestKit
import Testing

@testable import NudgeDaemon

@Suite("What other rules would change")
@WorldActor
struct RuleComparisonTests {
    private static let start = Instant.shanghai("2026-11-09 20:00")
    private static let count = 40

    private static func rules(
        days: [Int16] = [1, 2, 3],
        preferred: (String, String) = ("09:00", "12:00"),
        caps: [CapRule] = [],
        tier: String = "all"
    ) -> Ruleset {
        .fixture(
            windows: [.fixture("08:00", "20:00")],
            caps: caps,
            tiers: [.fixture(.fixture(days: days, preferred: preferred), name: tier)]
        )
    }

    private func world() throws -> World {
        var options = World.Options(rules: Self.rules())
        options.adjust = { $0.price = Price(millionths: 50_000, currency: .cny) }
        let world = try World(options, at: Self.start)
        try world.tell((1...Self.count).flatMap { Person.withPhone($0).facts(due: "2026-11-09") })
        return world
    }

    private func compare(
        _ world: World,
        with after: Ruleset,
        customers: Int? = nil
    ) throws -> RuleComparison.Result {
        try RuleComparison(
            store: world.store,
            before: world.rules,
            after: try RulesInForce.fixture(after, gateways: world.rules.gateways),
            conditions: .normal,
            from: Self.start,
            until: Self.start + .days(10),
            customers: customers
        ).run(detailed: true)
    }

    private func change(
        _ result: RuleComparison.Result,
        _ kind: ContactTally.Kind,
        _ name: String
    )
        -> Int
    {
        let key = ContactTally.Key(kind: kind, name: name)
        return (result.after.counts[key] ?? 0) - (result.before.counts[key] ?? 0)
    }

    @Test("the same rules change nothing, and nothing is written")
    func theSameRules() throws {
        let world = try world()
        let (customers, status) = (try world.customers().map(\.facts), try world.store.status())
        let result = try compare(world, with: Self.rules())
        #expect(result.customers == Self.count && result.changes.isEmpty)
        #expect(result.before.counts == result.after.counts)
        #expect(result.before.contacts == 3 * Self.count && result.before.reached == Self.count)
        #expect(result.before.cost == [.cny: Int64(5 * 3 * Self.count) * 10_000])
        #expect(try world.customers().map(\.facts) == customers)
        #expect(try world.store.status() == status)
    }

    @Test("a step less: its contacts are taken away")
    func aStepLess() throws {
        let result = try compare(try world(), with: Self.rules(days: [1, 3]))
        #expect(result.changes.count == Self.count)
        #expect(result.changes.allSatisfy { $0.kind == .removed && $0.day == 2 })
        #expect(
            result.changes.map(\.debts) == result.changes.map { ["d\($0.customer.dropFirst())"] }
        )
        #expect(change(result, .tier, "all") == -Self.count)
        #expect(change(result, .channel, "sms") == -Self.count)
        #expect(result.after.cost == [.cny: Int64(5 * 2 * Self.count) * 10_000])
    }

    @Test("other hours move, another tier rewords, a cap is named as the reason")
    func movedRewordedHeld() throws {
        let world = try world()
        let moved = try compare(world, with: Self.rules(preferred: ("14:00", "16:00")))
        #expect(moved.changes.count == 3 * Self.count)
        #expect(moved.changes.allSatisfy { $0.kind == .moved && $0.before != $0.after })
        let reworded = try compare(world, with: Self.rules(tier: "other"))
        #expect(reworded.changes.allSatisfy { $0.kind == .reworded })
        #expect(change(reworded, .tier, "all") == -3 * Self.count)
        #expect(change(reworded, .tier, "other") == 3 * Self.count)
        let capped = try compare(
            world,
            with: Self.rules(caps: [.fixture(most: 1, per: .rolling(.days(20)))])
        )
        #expect(change(capped, .reason, "cap-reached") == Self.count)
        #expect(capped.after.contacts == Self.count && capped.after.reached == Self.count)
    }

    @Test("who shares a number is compared with those who share it")
    func sharers() throws {
        let world = try World(rules: Self.rules(), at: Self.start)
        let facts = (1...4).flatMap {
            Person.withPhone($0, phone: Person.phone(1)).facts(due: "2026-11-09")
        }
        try world.tell(facts)
        let cap = CapRule.fixture(most: 1, per: .calendarDay, counts: .contactPoint)
        let result = try compare(world, with: Self.rules(days: [1], caps: [cap]))
        #expect(result.before.contacts == 12 && result.after.contacts == 4)
        let days = Set(
            result.changes.compactMap(\.after).map { ZoneRules.shanghai.localDate($0.at) }
        )
        #expect(days.count == 3, "the first keeps his day, three are moved to days of their own")
    }

    @Test("a sample is the same in every run, and about as large as asked for")
    func aSample() throws {
        let world = try world()
        let after = Self.rules(days: [1])
        let one = try compare(world, with: after, customers: 10)
        let two = try compare(world, with: after, customers: 10)
        #expect(one.changes.map(\.customer) == two.changes.map(\.customer))
        #expect((3...20).contains(one.customers), "\(one.customers)")
        #expect(try compare(world, with: after, customers: 400).customers == Self.count)
        let sample = StableSample(1000, of: 10_000)
        let held = (0..<10_000).count { sample.holds("C\($0)") }
        #expect((900...1100).contains(held), "\(held)")
    }

    @Test("the table, the CSV and the customers' changes")
    func reports() throws {
        let report = ComparisonReport(try compare(try world(), with: Self.rules(days: [1, 3])))
        #expect(report.table.contains("customers reached      40     40"))
        #expect(report.csv.contains("total,contacts,120,80,-40\n"))
        #expect(report.csv.contains("cost,CNY,6.00,4.00,-2.00\n"))
        #expect(report.csv.contains("template,test/sms,120,80,-40\n"))
        final class Box { var bytes: [UInt8] = [] }
        let box = Box()
        report.writeChanges { box.bytes += $0 }
        let lines = String(decoding: box.bytes, as: UTF8.self).split(separator: "\n")
        #expect(lines.count == 41 && lines[1].hasPrefix("c1,removed,d1,2,sms,2026-11-11T"))
        #expect(lines[1].hasSuffix(",,collection,,all/overdue,,test/sms,"))
    }
}
