import Foundation
import NudgeConfig
import NudgeCore
import NudgeStore
import NudgeTestKit
import Testing

@testable import NudgeDaemon

@Suite("A shadow beside the old system")
@WorldActor
struct ShadowComparisonTests {
    private static let rules = Ruleset.fixture(
        windows: [.fixture("08:00", "22:00")],
        tiers: [
            .fixture(
                .fixture(days: [1], channels: [.push, .sms], preferred: ("08:00", "09:00")),
                name: "early"
            )
        ]
    )
    private static let day = "2026-11-10"

    /// Seven customers without a device, and one, c8, with one; all overdue since yesterday.
    private func world() async throws -> World {
        var options = World.Options(rules: Self.rules)
        options.isShadow = true
        let world = try World(options, at: .shanghai("\(Self.day) 06:00"))
        #expect(try world.store.enter(.shadow) == nil)
        for number in 1...7 { try world.tell(Person.withPhone(number).facts(due: "2026-11-09")) }
        try world.tell(Person(8).facts(due: "2026-11-09"))
        try world.tell([Person(6).hold(at: world.now), Person(7).hold(at: world.now)])
        try await world.run(until: "\(Self.day) 12:00")
        return world
    }

    private func rows(_ world: World, _ sent: [ContactFact]) throws -> [ShadowComparison.Row] {
        let loaded = RulesAssembler.load(
            configFile: PythonChecker.root.appendingPathComponent("Config/nudge.yaml").path,
            today: .fixture(Self.day)
        )
        let installation = Installation(
            configFile: "",
            settings: try #require(loaded.assembled).settings,
            rules: world.rules,
            gateways: world.rules.gateways,
            digest: "",
            store: world.store,
            warnings: []
        )
        return try ShadowComparison(installation: installation, day: .fixture(Self.day)).rows(sent)
    }

    private func sent(_ number: Int, _ time: String, _ day: String = day) -> ContactFact {
        ContactFact(
            customer: "c\(number)",
            channel: .sms,
            at: .shanghai("\(day) \(time)"),
            template: "old"
        )
    }

    private func row(_ rows: [ShadowComparison.Row], _ number: Int) -> ShadowComparison.Row? {
        rows.first { $0.customer == "c\(number)" }
    }

    @Test("each difference has its reason, and what that was found by")
    func reasons() async throws {
        let world = try await world()
        // Afterwards c6's dispute is over, c7 pays, and new books come in for c5's neighbour c9.
        world.clock.set(.shanghai("2026-11-11 06:00"))
        try world.tell([.holdLifted(customer: "c6", reference: "h6")])
        try world.tell([Person(7).payment(at: world.now)])
        try world.tell(Person.withPhone(9).facts(due: "2026-11-09"))
        let rows = try rows(world, [6, 7, 8, 9, 10].map { sent($0, "11:00") })
        #expect(rows.count { $0.side == .onlyOurs } == 6)
        let found = [6, 7, 8, 9, 10].map { number in
            let row = row(rows.filter { $0.side == .onlyTheirs }, number)
            return "\(row?.reason ?? "-") by \(row?.ground?.rawValue ?? "-")"
        }
        #expect(
            found == [
                "on-hold by then", "on-hold by then", "already-said by recorded",
                "passed by now", "unknown-customer by -",
            ]
        )
        let ours = try #require(row(rows.filter { $0.side == .onlyTheirs }, 8))
        #expect(ours.tier == "early")
        #expect(ours.detail.hasPrefix("ours left by push at 2026-11-10 08:"))
    }

    @Test("what of theirs left outside our windows is marked, whether ours was sent too or not")
    func outsideWindows() async throws {
        let world = try await world()
        let times = ["07:59:59", "08:00", "21:59:59", "22:00", "23:30"]
        let facts = times.enumerated().map { sent($0.offset + 1, $0.element) } + [sent(6, "03:00")]
        let rows = try rows(world, facts)
        let outside = (1...6).map { row(rows, $0)?.outside ?? "-" }
        let closed = "test/08:00-22:00"
        #expect(outside == [closed, "", "", closed, closed, closed])
        #expect((1...5).allSatisfy { row(rows, $0)?.side == .both })
        #expect(row(rows, 6)?.side == .onlyTheirs)
        let table = ShadowComparison.text(rows, .table)
        #expect(table.contains("only-theirs  c6"))
        #expect(table.contains("theirs left outside \(closed)"))
    }

    @Test("of other days nothing is compared")
    func otherDays() async throws {
        let world = try await world()
        let rows = try rows(
            world,
            [sent(6, "00:00", "2026-11-11"), sent(6, "23:59:59", "2026-11-09")]
        )
        #expect(rows.allSatisfy { $0.side == .onlyOurs })
    }

    @Test("the table has sums by channel and tier, then every difference, and says what it is by")
    nonisolated func theTable() {
        typealias Row = ShadowComparison.Row
        let early = Instant(seconds: 1_793_505_600)
        let rows = [
            Row(customer: "c1", channel: .sms, tier: "early", ours: early, theirs: early),
            Row(customer: "c2", channel: .sms, tier: "early", ours: early),
            Row(
                customer: "c3",
                channel: .sms,
                tier: "late",
                theirs: early + .hours(1),
                reason: "on-hold",
                detail: "Nothing to send.",
                outside: "cn/night",
                ground: .now
            ),
            Row(
                customer: "c4",
                channel: .push,
                tier: "",
                theirs: early,
                reason: "unknown-customer"
            ),
        ]
        #expect(
            ShadowComparison.text(rows, .table) == """
                channel  tier   both  only ours  only theirs  outside windows
                sms      early  1     1          0            0
                sms      late   0     0          1            1
                push     -      0     0          1            0
                all             1     1          2            1

                side         customer  channel  ours                  theirs                why
                only-ours    c2        sms      2026-11-01T04:00:00Z  -
                only-theirs  c3        sms      -                     2026-11-01T05:00:00Z  \
                on-hold*; theirs left outside cn/night; Nothing to send.
                only-theirs  c4        push     -                     2026-11-01T04:00:00Z  \
                unknown-customer

                * by the facts as they stand now, since those of that day are not kept: 1

                """
        )
        #expect(
            ShadowComparison.text([rows[2]], .csv).hasSuffix(
                "\nonly-theirs,c3,sms,late,,2026-11-01T05:00:00Z,,,on-hold,Nothing to send.,"
                    + "cn/night,now\n"
            )
        )
        #expect(!ShadowComparison.text([rows[0]], .table).contains("why"))
    }
}
