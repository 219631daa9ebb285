import NudgeCore
import NudgeStore
import NudgeTestKit
import Testing

@testable import NudgeDaemon

/// From a step that asks for people to the staff's own system, over real sockets.
@Suite("Cases")
@WorldActor
struct CaseTests {
    private static let start = Instant.shanghai("2026-11-10 00:00")

    private func world(
        _ tiers: [Tier] = [.fixture(.fixture(days: [1]), .handOff(days: [3], from: "09:00"))],
        contactRepair: String? = nil
    ) throws -> World {
        var options = World.Options(rules: .fixture(tiers: tiers, contactRepair: contactRepair))
        options.hasStaff = true
        return try World(options, at: Self.start)
    }

    private func staff(_ world: World) throws -> WorldStaff { try #require(world.staff) }

    @Test("a hand-off is a case, told once, signed, without name or number")
    func aHandOffIsTold() async throws {
        let world = try world()
        try world.tell(Person(1).facts(due: "2026-11-09"))
        try await world.run(until: "2026-12-01 00:00")
        let notices = try staff(world).notices
        #expect(notices.map(\.webhookID) == ["world-case-1"])
        #expect(notices.map(\.at) == [.shanghai("2026-11-12 09:00")])
        #expect(notices.map(\.isSigned) == [true])
        #expect(
            notices.map(\.body) == [
                #"{"type":"case.opened","timestamp":"2026-11-12T01:00:00Z","data":{"#
                    + #""id":"world-case-1","kind":"hand-off","team":"people","customer":"c1","#
                    + #""tier":"all","step":"hand-off","reason":"the step of day 3 asks for people"}}"#
            ]
        )
        #expect(world.gateways[0].messages.count == 1)
        let record = try #require(try world.store.caseRecord(1))
        #expect(record.toldAt == .shanghai("2026-11-12 09:00") && record.isOpen)
    }

    @Test("a staff system that is down is told later, and delays no contact")
    func theStaffAreDown() async throws {
        let world = try world([
            .fixture(.fixture(days: [2]), .handOff(days: [1], from: "08:00"))
        ])
        try staff(world).goDown()
        try world.tell((1...20).flatMap { Person($0).facts(due: "2026-11-09") })
        try await world.run(until: "2026-11-12 23:00")
        #expect(world.gateways[0].messages.count == 20)
        #expect(try world.store.caseCounts().map(\.untold) == [20])
        try staff(world).comeUp()
        try await world.run(until: "2026-11-13 02:00")
        #expect(try world.store.caseCounts().map(\.untold) == [0])
        let ids = try staff(world).notices.map(\.webhookID)
        #expect(ids.count == 20 && Set(ids).count == 20)
    }

    @Test("an answer that is no success is tried again, ever more slowly, under the same id")
    func aRefusalIsTriedAgain() async throws {
        let world = try world()
        try staff(world).answer { $0 < 4 ? 503 : 200 }
        try world.tell(Person(1).facts(due: "2026-11-09"))
        try await world.run(until: "2026-11-12 12:00")
        let notices = try staff(world).notices
        #expect(Set(notices.map(\.webhookID)) == ["world-case-1"])
        let first = Instant.shanghai("2026-11-12 09:00")
        #expect(notices.map { ($0.at - first).count / 1000 } == [0, 10, 30, 70])
        #expect(notices.map(\.isSigned) == [true, true, true, true])
    }

    @Test("what was not told when the daemon died is told by the next")
    func aRestartTells() async throws {
        let world = try world()
        try staff(world).goDown()
        try world.tell(Person(1).facts(due: "2026-11-09"))
        try await world.run(until: "2026-11-12 09:05")
        try world.restart()
        try staff(world).comeUp()
        try await world.run(until: "2026-11-12 12:00")
        #expect(try staff(world).notices.map(\.webhookID) == ["world-case-1"])
        #expect(try world.store.cases(after: 0, limit: 9, onlyOpen: false).count == 1)
    }

    @Test("a staff system that never answers holds no contact up")
    func theStaffAreSilent() async throws {
        let world = try world([
            .fixture(.handOff(days: [1], from: "08:00"), .fixture(days: [2]))
        ])
        try staff(world).keepSilent()
        try world.tell((1...3).flatMap { Person($0).facts(due: "2026-11-09") })
        world.clock.set(.shanghai("2026-11-10 10:00"))
        let desk = try staff(world)
        try world.turn { desk.notices.count == 3 }
        try world.tell(Person(4).facts(due: "2026-11-08"))
        world.clock.set(.shanghai("2026-11-10 18:30"))
        try world.turn { world.gateways[0].taken.count >= 1 }
        #expect(try world.store.caseCounts().map(\.untold).max() == 3)
    }

    @Test("whoever cannot be reached is a case for people (T-100)")
    func theOnlyAddressIsBad() async throws {
        let world = try world([.fixture(.fixture(days: [1, 4]))], contactRepair: "repair")
        world.gateways[0].behave { _ in .refused(422, code: "bad_recipient") }
        try world.tell(Person.withPhone(1).facts(due: "2026-11-09"))
        try await world.run(until: "2026-11-20 12:00")
        let cases = try world.store.cases(after: 0, limit: 9, onlyOpen: true)
        #expect(cases.map(\.kind) == [.contactRepair])
        #expect(cases.map(\.reason) == ["every address of the customer has failed"])
        #expect(try staff(world).notices.count == 1)
        #expect(world.gateways[0].messages.count == 1)
    }

    @Test("a rise of risk is told the day it is told to us, and closed cases stay closed")
    func anEarlyWarning() async throws {
        let tier = Tier(
            name: "late",
            match: TierMatch(daysFrom: 0),
            steps: [.fixture(days: [1])]
        )
        let warning = Tier.warning(.riskRisesTo(["D"]), .handOff(days: [0]), name: "risk")
        let world = try world([tier, warning])
        func file(_ grade: String) throws {
            var facts = Person(1).facts(due: "2026-12-20")
            guard case .debt(var debt) = facts[1] else { return }
            debt.riskGrade = grade
            facts[1] = .debt(debt)
            try world.tell(facts)
        }
        try file("B")
        try await world.run(until: "2026-11-11 06:00")
        #expect(try staff(world).notices.isEmpty)
        try file("D")
        try await world.run(until: "2026-11-11 06:30")
        #expect(try staff(world).notices.count == 1)
        let id = try #require(try world.store.cases(after: 0, limit: 1, onlyOpen: true).first).id
        #expect(try world.store.closeCase(id, by: "li", why: "spoken to", at: world.now))
        // The same rules swept again, and the same file again, open nothing.
        try file("D")
        world.engine.sweepAll()
        try await world.run(until: "2026-12-10 06:00")
        #expect(try world.store.cases(after: 0, limit: 9, onlyOpen: false).count == 1)
        #expect(world.gateways[0].messages.isEmpty)
    }
}
