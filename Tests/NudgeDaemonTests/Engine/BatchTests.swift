import NudgeCore
import NudgeStore
import NudgeTestKit
import Testing

@testable import NudgeDaemon

@Suite("Several messages in one request")
@WorldActor
struct BatchTests {
    nonisolated private static let start = Instant.shanghai("2026-11-10 12:00")

    private func world(
        _ vendor: WorldBatchVendor,
        file: String = WorldBatchVendor.file(),
        second: Bool = false,
        caps: [CapRule] = [.fixture(most: 1, per: .calendarDay)]
    ) throws -> (World, WorldVendor) {
        let server = try WorldVendor { vendor.react($0) }
        var options = World.Options(
            rules: .fixture(
                windows: [.fixture("08:00", "22:00")],
                caps: caps,
                tiers: [.fixture(.fixture(days: [1], preferred: ("08:00", "11:00")))]
            )
        )
        if second { options.gateways = [("a", [.sms]), ("b", [.sms])] }
        let adjust = try server.adjust(file, of: second ? "a" : "everything")
        options.adjust = {
            adjust(&$0)
            $0.totalTimeout = Milliseconds(500)
            if $0.name == "b" { $0.route.order = 2 }
        }
        return (try World(options, at: Self.start), server)
    }

    private func tell(_ world: World, _ numbers: ClosedRange<Int>) throws {
        for number in numbers {
            try world.tell(Person.withPhone(number).facts(due: "2026-11-09"))
        }
    }

    @Test("what is there goes together, each with its own answer")
    func whatIsThereGoesTogether() async throws {
        let vendor = WorldBatchVendor()
        let (world, _) = try world(vendor)
        vendor.answer("bad", to: Person.phone(3))
        vendor.answer("enough", to: Person.phone(4))
        vendor.answer("later", to: Person.phone(5))
        try tell(world, 1...100)
        try await world.run(until: "2026-11-10 12:00:30")
        #expect(vendor.taken.count == 97)
        #expect(Set(vendor.taken.map(\.to)).count == 97)
        #expect(vendor.batches.count <= 20, "\(vendor.batches.map(\.items.count))")
        #expect(vendor.batches.allSatisfy { (1...10).contains($0.items.count) })
        #expect(try world.states(of: "c3") == [.refused])
        #expect(try world.states(of: "c4") == [.putBack])
        #expect(try world.states(of: "c5") == [.putBack])
        let taken = try #require(try world.contacts(of: "c1").first)
        #expect(taken.state == .accepted)
        #expect(taken.vendorID == "v-" + world.wireID(taken))
        // One address of a batch that has had enough holds up nobody else.
        vendor.answer("ok", to: Person.phone(4))
        vendor.answer("ok", to: Person.phone(5))
        try await world.run(until: "2026-11-10 12:45")
        #expect(try world.states(of: "c4") == [.putBack, .accepted])
        #expect(try world.states(of: "c5") == [.putBack, .accepted])
        #expect(vendor.taken.count == 99)
    }

    @Test("a message alone waits for nobody")
    func aMessageAloneWaitsForNobody() async throws {
        let vendor = WorldBatchVendor()
        let (world, _) = try world(vendor)
        try tell(world, 1...1)
        try await world.settle()
        #expect(vendor.batches.map(\.items.count) == [1])
        #expect(try world.states(of: "c1") == [.accepted])
        #expect(world.now == Self.start)
    }

    @Test("only what has in common what it must goes together")
    func onlyWhatIsAlike() async throws {
        let vendor = WorldBatchVendor()
        let (world, _) = try world(vendor, file: WorldBatchVendor.file(same: "content"))
        for number in 1...20 {
            let tail = number % 2 == 0 ? "1111" : "2222"
            try world.tell(
                Person.withPhone(number).facts(due: "2026-11-09", accountTail: tail)
            )
        }
        try await world.run(until: "2026-11-10 12:05")
        #expect(vendor.taken.count == 20)
        #expect(vendor.batches.allSatisfy { Set($0.items.map(\.text)).count == 1 })
        #expect(vendor.batches.contains { $0.items.count > 1 })
    }

    @Test("people who share a number never stand in one request twice")
    func oneNumberOnce() async throws {
        let vendor = WorldBatchVendor()
        let (world, _) = try world(vendor, caps: [])
        for number in 1...10 {
            let person = Person.withPhone(number, phone: Person.phone(number % 2))
            try world.tell(person.facts(due: "2026-11-09"))
        }
        try await world.run(until: "2026-11-10 12:05")
        for batch in vendor.batches {
            #expect(Set(batch.items.map(\.to)).count == batch.items.count)
        }
        #expect(vendor.taken.count == 10)
    }

    @Test("a batch refused as a whole is split, and only the bad one is refused")
    func aRefusedBatchIsSplit() async throws {
        let vendor = WorldBatchVendor()
        let (world, _) = try world(vendor)
        let bad = Person.phone(7)
        vendor.behave { batch in
            guard batch.items.contains(where: { $0.to == bad }) else { return nil }
            // Of one address it is said what of several it cannot be.
            return .answer(body: #"{"code":8,"message":"a number is wrong"}"#)
        }
        try tell(world, 1...30)
        try await world.run(until: "2026-11-10 12:05")
        #expect(vendor.taken.count == 29)
        #expect(Set(vendor.taken.map(\.to)).count == 29)
        let refused = vendor.batches.filter { $0.items.contains { $0.to == bad } }
        try #require(refused.count == 2)
        #expect(refused.last?.items.count == 1)
        let mates = Set(refused[0].items.map(\.to))
        let after = vendor.batches.drop { $0.number <= refused[0].number }
        #expect(
            after.filter { $0.items.contains { mates.contains($0.to) } }
                .allSatisfy { $0.items.count == 1 }
        )
        #expect(try world.states(of: "c7") == [.putBack, .refused])
        #expect(try world.states(of: "c6").last == .accepted)
        // Batches go on for everybody else, and for the same people another day.
        vendor.behave { _ in nil }
        try tell(world, 31...50)
        try await world.run(until: "2026-11-10 12:10")
        #expect(vendor.batches.last.map { $0.items.count > 1 } ?? false)
    }

    @Test("paid between the refusal of the batch and its own turn: nothing leaves")
    func paidBeforeItsOwnTurn() async throws {
        let vendor = WorldBatchVendor()
        let (world, _) = try world(vendor)
        let store = world.store
        vendor.behave { batch in
            guard batch.items.count > 1 else { return nil }
            for number in 1...4 {
                let at = Self.start + .seconds(1)
                _ = try? store.apply(
                    FactBatch(
                        source: "bank",
                        asOf: at,
                        now: at,
                        run: 0,
                        facts: [Person(number).payment(at: at)]
                    )
                )
            }
            return .answer(body: #"{"code":9}"#)
        }
        try tell(world, 1...8)
        try await world.run(until: "2026-11-10 12:05")
        #expect(Set(vendor.taken.map(\.to)) == Set((5...8).map(Person.phone)))
        #expect(vendor.taken.count == 4)
    }

    enum Loss: String, CaseIterable, CustomTestStringConvertible {
        case close
        case reset
        case garbage
        case hang
        case error500

        var testDescription: String { rawValue }

        var reaction: LoopbackReaction {
            switch self {
            case .close: .close
            case .reset: .reset
            case .garbage: .answer(body: "<html>")
            case .hang: .hang
            case .error500: .answer(status: 500)
            }
        }
    }

    @Test(
        "a batch whose answer is lost leaves each of it in doubt, and none is sent again (T-55)",
        arguments: Loss.allCases
    )
    func aLostAnswer(_ loss: Loss) async throws {
        let vendor = WorldBatchVendor()
        let (world, _) = try world(
            vendor,
            file: WorldBatchVendor.file(rest: "in_flight: 1\nwindow: 10")
        )
        vendor.behave { batch in
            guard batch.number == 1 else { return nil }
            vendor.take(batch.items)
            return loss.reaction
        }
        try tell(world, 1...10)
        try await world.run(until: "2026-11-12 21:00")
        #expect(vendor.taken.count == 10)
        #expect(vendor.batches.flatMap(\.items).count == 10)
        let lost = vendor.batches[0].items.count
        #expect(lost > 1)
        let states = try world.contacts().map(\.state)
        #expect(states.filter { $0 == .unknown }.count == lost)
        #expect(try world.store.unknownContacts(limit: 99).count == lost)
    }

    @Test("dead with a batch on its way: in doubt, each of it, and the rest goes (T-58)")
    func deadWithABatchOnItsWay() async throws {
        let vendor = WorldBatchVendor()
        let (world, _) = try world(vendor)
        vendor.behave { batch in batch.number == 1 ? nil : .hang }
        try tell(world, 1...60)
        try world.turn { vendor.batches.count >= 2 }
        try world.restart()
        vendor.behave { _ in nil }
        try await world.run(until: "2026-11-10 12:10")
        try world.restart()
        try await world.run(until: "2026-11-10 12:20")
        let contacts = try world.contacts()
        #expect(contacts.count == 60)
        let seen = vendor.batches.flatMap(\.items).map(\.to)
        #expect(Set(seen).count == seen.count, "nobody stood in two requests")
        #expect(contacts.allSatisfy { $0.state == .accepted || $0.state == .unknown })
        #expect(world.recovery.unknown == 0)
        #expect(contacts.contains { $0.state == .unknown })
    }

    @Test("each message counts: quota of the day, segments, window")
    func eachMessageCounts() async throws {
        let vendor = WorldBatchVendor()
        let (world, _) = try world(
            vendor,
            file: WorldBatchVendor.file(
                rest: "in_flight: 1\nwindow: 12\npacing: {per_day: 25}"
            )
        )
        try tell(world, 1...60)
        try await world.run(until: "2026-11-10 21:00")
        #expect(vendor.taken.count == 25)
        try world.restart()
        try await world.run(until: "2026-11-10 21:30")
        #expect(vendor.taken.count == 25)
    }

    @Test("what the vendor surely refused goes to the next gateway, each by itself")
    func failover() async throws {
        let vendor = WorldBatchVendor()
        let (world, _) = try world(vendor, second: true)
        vendor.behave { _ in .answer(body: #"{"code":6}"#) }
        try tell(world, 1...20)
        try await world.run(until: "2026-11-10 12:05")
        #expect(vendor.taken.isEmpty)
        #expect(world.gateways[1].taken.count == 20)
        #expect(Set(world.gateways[1].taken.map(\.to)).count == 20)
        #expect(try world.contacts().filter { $0.state == .delivered }.count == 20)
    }

    @Test("a stop takes back a batch that has not left")
    func aStop() async throws {
        let vendor = WorldBatchVendor()
        let (world, _) = try world(vendor)
        try tell(world, 1...20)
        try world.turnUntilDecided()
        try world.stop(.everything)
        try await world.settle()
        #expect(vendor.batches.isEmpty)
        #expect(try world.contacts().allSatisfy { $0.state == .putBack })
        try world.resume(.everything)
        try await world.run(until: "2026-11-10 12:05")
        #expect(vendor.taken.count == 20)
    }

    @Test("a batch refused for its token leaves again with a new one")
    func aToken() async throws {
        let vendor = WorldBatchVendor()
        let server = try WorldVendor { request in
            guard request.target.hasPrefix("/token") else { return vendor.react(request) }
            return .answer(body: #"{"t":"tok-\#(vendor.batches.count)"}"#)
        }
        let file = WorldBatchVendor.file().replacing(
            "request:",
            with: """
                token: {url: URLtoken, json: {a: "1"}, value: t, lifetime: 2h}
                request:
                  query: {token: "${token}"}
                """
        )
        vendor.behave {
            $0.target.hasSuffix("tok-0") ? .answer(body: #"{"code":5}"#) : nil
        }
        var options = World.Options(
            rules: .fixture(
                windows: [.fixture("08:00", "22:00")],
                caps: [.fixture(most: 1, per: .calendarDay)],
                tiers: [.fixture(.fixture(days: [1], preferred: ("08:00", "11:00")))]
            )
        )
        options.adjust = try server.adjust(file)
        let world = try World(options, at: Self.start)
        try tell(world, 1...30)
        try await world.run(until: "2026-11-10 12:05")
        #expect(vendor.taken.count == 30)
        #expect(Set(vendor.taken.map(\.to)).count == 30)
        #expect(server.requests(to: "/token").count == 2)
    }

    @Test("in shadow mode nothing leaves")
    func aShadow() async throws {
        let vendor = WorldBatchVendor()
        let server = try WorldVendor { vendor.react($0) }
        var options = World.Options(
            rules: .fixture(
                windows: [.fixture("08:00", "22:00")],
                tiers: [.fixture(.fixture(days: [1], preferred: ("08:00", "11:00")))]
            )
        )
        options.adjust = try server.adjust(WorldBatchVendor.file())
        options.isShadow = true
        let world = try World(options, at: Self.start)
        try tell(world, 1...10)
        try await world.run(until: "2026-11-10 12:05")
        #expect(vendor.batches.isEmpty)
        #expect(try world.contacts().map(\.state) == Array(repeating: .accepted, count: 10))
    }
}
