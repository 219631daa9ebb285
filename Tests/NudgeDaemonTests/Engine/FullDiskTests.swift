import NudgeCore
import NudgeStore
import NudgeTestKit
import Testing

@testable import NudgeDaemon

@Suite("A full disk")
@WorldActor
struct FullDiskTests {
    private static let count = 200
    /// Pages of room more with each try, from far too few on.
    private static let bounds = stride(from: 40, to: 2000, by: 12)

    private func world() throws -> World {
        let world = try World(
            rules: .fixture(tiers: [.fixture(.fixture(days: [1], preferred: ("08:00", "11:00")))]),
            at: .shanghai("2026-11-10 12:00")
        )
        try world.tell(
            (1...Self.count).flatMap { Person.withPhone($0).facts(due: "2026-11-09") }
        )
        return world
    }

    @Test("nothing is sent that is not committed, and it goes on as room is made (T-36, T-47)")
    func itGoesOnAsRoomIsMade() async throws {
        let world = try world()
        var refusals = 0
        var partly = 0
        for bound in Self.bounds {
            // What is used already is never cut off: the first bounds leave not one page.
            try world.restart(pagesMax: bound)
            do {
                try await world.run(until: world.now + .minutes(1))
                break
            } catch StoreError.diskFull {
                refusals += 1
            }
            // It tries again and again, and invents nothing.
            for _ in 0..<3 { _ = try? world.engine.turn() }
            let committed = Set(try world.contacts().map { world.wireID($0) })
            let sent = world.gateways[0].messages.map(\.id)
            #expect(Set(sent).isSubset(of: committed))
            #expect(Set(sent).count == sent.count)
            if !sent.isEmpty && committed.count < Self.count { partly += 1 }
        }
        #expect(refusals > 0)
        #expect(partly > 0, "the disk was full in the middle of it, too")
        try world.restart()
        try await world.run(until: "2026-11-11 12:00")
        let messages = world.gateways[0].messages
        #expect(Set(messages.map(\.to)).count == messages.count, "nobody heard it twice")
        let arrived = Set(messages.map(\.id))
        for customer in try world.customers() {
            let contacts = try world.contacts(of: customer.facts.reference)
                .filter { $0.state != .putBack }
            #expect(contacts.count == 1, "\(customer.facts.reference)")
            // Committed when the disk filled, and broken off by the restart: in doubt, and listed.
            for contact in contacts where !arrived.contains(world.wireID(contact)) {
                #expect(contact.state == .unknown)
            }
        }
    }

    @Test("a batch that does not fit leaves nothing behind")
    func aBatchThatDoesNotFit() async throws {
        let world = try world()
        try world.restart(pagesMax: 1)
        let many = (1001...4000).flatMap { Person.withPhone($0).facts(due: "2026-11-09") }
        #expect {
            try world.tell(many)
        } throws: { error in
            if case .diskFull = error as? StoreError { true } else { false }
        }
        #expect(try world.customers().count == Self.count)
        try world.restart()
        try world.tell(many)
        #expect(try world.customers().count == Self.count + 3000)
    }
}
