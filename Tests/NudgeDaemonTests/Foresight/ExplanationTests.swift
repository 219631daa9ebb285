import Foundation
import NudgeConfig
import NudgeCore
import NudgeStore
import NudgeTestKit
import Testing

@testable import NudgeDaemon

@Suite("Why: now, later, and then")
@WorldActor
struct ExplanationTests {
    private static let start = Instant.shanghai("2026-11-10 06:00")

    private static let rules = Ruleset.fixture(
        windows: [.fixture("08:00", "20:00")],
        caps: [.fixture(most: 1, per: .calendarDay, counts: .contactPoint)],
        tiers: [.fixture(.fixture(days: [1, 4, 30]))]
    )

    private func world() throws -> World {
        let world = try World(rules: Self.rules, at: Self.start)
        world.gateways[0].behave { _ in .accepted(.delivered, after: .zero) }
        try world.tell(Person.withPhone(1).facts(due: "2026-11-09"))
        try world.tell(Person.withPhone(2).facts(due: "2026-12-20"))
        return world
    }

    private func explain(
        _ world: World,
        _ reference: String,
        at instant: Instant,
        contacts: Int = 5
    ) throws -> String {
        let loaded = RulesAssembler.load(
            configFile: PythonChecker.root.appendingPathComponent("Config/nudge.yaml").path,
            today: .fixture("2026-11-10")
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
        let customer = try #require(try world.store.customer(reference: reference))
        return try Explanation(installation: installation, at: world.now)
            .lines(customer, at: instant, contacts: contacts).joined(separator: "\n")
    }

    @Test("for now it decides, and lists what was")
    func now() async throws {
        let world = try world()
        try await world.run(until: "2026-11-11 12:00")
        let text = try explain(world, "c1", at: world.now)
        #expect(text.contains("Wait until 2026-11-13"))
        #expect(text.contains("past contacts, newest first"))
        #expect(!text.contains("foreseen"))
    }

    @Test("for later it plays on until then, and decides there")
    func later() throws {
        let world = try world()
        let text = try explain(world, "c1", at: .shanghai("2026-11-20 12:00"))
        let lines = text.split(separator: "\n").map(String.init)
        #expect(lines[0].hasPrefix("foreseen from now on"))
        #expect(lines[1].hasPrefix("  2026-11-10 ") && lines[2].hasPrefix("  2026-11-13 "))
        #expect(text.contains("customer c1, as at 2026-11-20 12:00:00 Asia/Shanghai"))
        #expect(text.contains("overdue for 11 days"))
        #expect(text.contains("Wait until 2026-12-09"))
        #expect(try explain(world, "c2", at: .shanghai("2026-11-20 12:00")).contains("no contact"))
    }

    @Test("for later, who shares a number is played with him")
    func laterShared() throws {
        let world = try world()
        let sharer = Person.withPhone(3, phone: Person.phone(1))
        try world.tell(sharer.facts(due: "2026-11-09"))
        let texts = try ["c1", "c3"].map {
            try explain(world, $0, at: .shanghai("2026-11-12 00:00"))
        }
        let days = texts.map { text in text.split(separator: "\n")[1].prefix(12) }
        #expect(Set(days) == ["  2026-11-10", "  2026-11-11"])
    }

    @Test("for the past it prints what was recorded nearest to then, and decides nothing")
    func past() async throws {
        let world = try world()
        try await world.run(until: "2026-11-14 12:00")
        let first = try explain(world, "c1", at: .shanghai("2026-11-10 12:00"), contacts: 1)
        #expect(first.contains("recorded at the contacts nearest to it"))
        #expect(first.contains("  2026-11-10 ") && !first.contains("  2026-11-13 "))
        #expect(first.contains("pass  owed: 100.00 CNY owed") && first.contains("contact: sms"))
        #expect(!first.contains("Wait until") && !first.contains("Send now"))
        let both = try explain(world, "c1", at: .shanghai("2026-11-12 12:00"))
        let places = ["  2026-11-10 ", "  2026-11-13 "].map { both.firstRange(of: $0)?.lowerBound }
        let order = try places.map { try #require($0) }
        #expect(order[0] < order[1])
        let none = try explain(world, "c2", at: .shanghai("2026-11-12 12:00"))
        #expect(none.contains("No contact was made"))
    }

    @Test("contacts are listed with masked addresses, within their time")
    func contacts() async throws {
        let world = try world()
        try await world.run(until: "2026-11-14 12:00")
        func list(_ format: ReportFormat, from: String, to: String) throws -> String {
            final class Box { var bytes: [UInt8] = [] }
            let box = Box()
            try ContactList(store: world.store)
                .write(from: .shanghai(from), to: .shanghai(to), format: format) { box.bytes += $0 }
            return String(decoding: box.bytes, as: UTF8.self)
        }
        let all = try list(.jsonl, from: "2026-11-10 00:00", to: "2026-11-15 00:00")
        #expect(all.split(separator: "\n").count == 2)
        #expect(all.contains(#""address":"+86138****0001""#))
        #expect(!all.contains(Person.phone(1)) && all.contains(#""state":"delivered""#))
        #expect(all.contains(#""occasions":[{"debt":"d1","spell":1,"due":"2026-11-09","day":1,"#))
        let one = try list(.csv, from: "2026-11-11 00:00", to: "2026-11-15 00:00")
        #expect(one.split(separator: "\n").count == 2 && one.contains(",d1,+86138****0001,"))
        let none = try list(.table, from: "2026-11-14 00:00", to: "2026-11-15 00:00")
        #expect(none.split(separator: "\n").count == 1)
    }
}
