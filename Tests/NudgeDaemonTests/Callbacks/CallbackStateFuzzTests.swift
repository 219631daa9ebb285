import NudgeCore
import NudgeStore
import NudgeTestKit
import Testing

@testable import NudgeDaemon

/// Callbacks that were changed on their way, into a store that has contacts: 2,000 by default, and
/// as many as `NUDGE_FUZZ_BODIES` says.
@WorldActor
struct CallbackStateFuzzTests {
    private static let morning = Instant.shanghai("2026-11-10 07:00")

    private func world() async throws -> World {
        let world = try World(rules: .fixture(tiers: [.dayOne()]), at: Self.morning)
        world.gateways[0].behave { _ in .accepted }
        for number in 1...8 { try world.tell(Person.withPhone(number).facts(due: "2026-11-09")) }
        try await world.run(until: "2026-11-10 23:00")
        return world
    }

    /// What was taken of everybody: contacts, people, holds and replies.
    private struct Books: Equatable {
        var contacts: [ContactRecord]
        var points: [ContactPoint]
        var holds: [Hold]
        var replies: Int

        @WorldActor
        init(_ world: World) throws {
            contacts = try world.contacts()
            let facts = try world.customers().map(\.facts)
            points = facts.flatMap(\.points)
            holds = facts.flatMap(\.holds)
            replies = try world.store.replies(after: 0, limit: 1_000).count
        }
    }

    private func bodies(_ world: World) throws -> [[UInt8]] {
        let receipts = try world.contacts().map { contact in
            #"{"type":"message.delivered","data":{"id":"\#(world.wireID(contact))"}}"#
        }
        let replies = (1...8).map { number in
            #"{"type":"message.reply","data":{"channel":"sms","from":"\#(Person.phone(number))","#
                + #""text":"TD"}}"#
        }
        let list = "[" + receipts.joined(separator: ",") + "]"
        return (receipts + replies + [list]).map { Array($0.utf8) }
    }

    @Test("what was changed behind its signature changes nothing")
    func unverified() async throws {
        let world = try await world()
        let (bodies, before) = (try bodies(world), try Books(world))
        var generator = SeededGenerator(seed: 11)
        for index in 0..<BodyMutation.count(2_000) / 2 {
            let body = bodies[index % bodies.count]
            let forged = BodyMutation.mutated(body, using: &generator)
            guard forged != body else { continue }
            #expect(try await world.post(forged, signedAs: body) == 401)
        }
        #expect(try Books(world) == before)
        #expect(before.contacts.allSatisfy { $0.state == .accepted } && before.contacts.count > 4)
    }

    /// Whatever its gateway signs: only contacts and people whom the body names are touched, and
    /// states go only where receipts lead.
    @Test("what its gateway signs says only what it says")
    func verified() async throws {
        let world = try await world()
        var bodies = try bodies(world)
        bodies.removeLast()
        var generator = SeededGenerator(seed: 12)
        var (before, moved) = (try Books(world), 0)
        for index in 0..<BodyMutation.count(2_000) / 2 {
            let body = BodyMutation.mutated(bodies[index % bodies.count], using: &generator)
            let status = try await world.post(body, signedAs: body)
            #expect(status == 200 || status == 400)
            let text = String(decoding: body, as: UTF8.self)
            let after = try Books(world)
            for (old, new) in zip(before.contacts, after.contacts) where old != new {
                moved += 1
                #expect(text.contains("\"\(world.wireID(old))\""), "\(text)")
                #expect(new.state == .delivered || new.state == .undelivered)
            }
            for (old, new) in zip(before.points, after.points) where old != new {
                moved += 1
                let people = (1...8).map { Person.phone($0).suffix(10) }
                #expect(people.contains { text.contains($0) }, "\(text)")
            }
            before = after
        }
        #expect(moved > 4 && before.contacts.count > 4)
    }
}
