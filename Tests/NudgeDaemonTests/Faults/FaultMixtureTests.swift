import NudgeCore
import NudgeStore
import NudgeTestKit
import Testing

@testable import NudgeDaemon

/// Everything that can go wrong on the wire, through the whole engine: afterwards the store and the
/// gateway agree to the last message.
@Suite("Faults on the wire", .enabled(if: TestAuthority.isAvailable))
@WorldActor
struct FaultMixtureTests {
    @Test(
        "of thousands in a storm of faults none is lost, none comes twice (T-55, T-65, T-69)",
        arguments: [
            (FaultServer.Transport.plain, 2_000, 1), (.tls, 300, 2),
        ] as [(FaultServer.Transport, Int, UInt64)]
    )
    func aStorm(
        _ transport: FaultServer.Transport,
        _ count: Int,
        _ seed: UInt64
    ) async throws {
        let faulty = try FaultyWorld(
            FaultMixture(seed: seed, faultsInHundred: 25),
            transport: transport
        )
        try faulty.tell(1...count)
        try await faulty.world.run(until: "2026-11-10 12:00")
        try faulty.expectAgreement("seed \(seed)")
        faulty.mixture.recover()
        try await faulty.world.run(until: "2026-11-10 21:59")
        let audit = try faulty.audit()
        try faulty.expectAgreement("seed \(seed)")
        // The breaker has let everybody through who was only put back.
        let ended = Set(
            audit.contacts.filter { $0.state.countsAgainstCaps || $0.state == .refused }
                .map(\.customer)
        )
        #expect(ended.count == count, "seed \(seed)")
        let states = Dictionary(grouping: audit.contacts, by: \.state).mapValues(\.count)
        for state in [ContactState.accepted, .unknown, .refused, .putBack] {
            #expect(states[state, default: 0] > count / 100, "\(state.name), seed \(seed)")
        }
        // What is in doubt is all listed for the operator.
        let listed = try faulty.world.store.unknownContacts(limit: count)
        #expect(listed.count == states[.unknown, default: 0], "seed \(seed)")
    }

    /// Each crash at a point of its own: before and after claims, with commits made and not made,
    /// requests written, answered, and answers not committed.
    @Test(
        "five hundred crashes at random points: each message at most once (T-57, T-58, T-59)",
        arguments: Array(1...20) as [UInt64]
    )
    func crashes(_ seed: UInt64) async throws {
        let faulty = try FaultyWorld(FaultMixture(seed: seed, faultsInHundred: 20)) {
            $0.inFlight = 2
            $0.window = 4
        }
        let count = 24
        try faulty.tell(1...count)
        var generator = SeededGenerator(seed: seed)
        let world = faulty.world
        for _ in 1...25 {
            for _ in 0..<generator.int(0...5) {
                if try world.engine.turn().didWork { continue }
                world.mailbox.wait(atMost: Milliseconds(Int64(generator.int(1...8))))
                let due = world.engine.dueNext ?? world.now
                if world.engine.outstanding.isEmpty && due > world.now { world.clock.set(due) }
            }
            try world.restart()
            try faulty.expectAgreement("seed \(seed)")
        }
        faulty.mixture.recover()
        try await world.run(until: "2026-11-10 21:59")
        try faulty.expectAgreement("seed \(seed)")
        let audit = try faulty.audit()
        #expect(!audit.contacts.contains { $0.state == .leaving }, "seed \(seed)")
    }

    @Test("an expired certificate: nothing leaves, nobody is in doubt, and it goes on when mended")
    func anExpiredCertificate() async throws {
        let authority = try TestAuthority.shared.get()
        let expired = try FaultServer(
            .init(transport: .tls, certificate: authority.expired)
        ) { _ in FaultMixture.accepted }
        let url = expired.url
        let port = expired.port
        let faulty = try FaultyWorld(
            FaultMixture(seed: 1, faultsInHundred: 0),
            transport: .tls
        ) { $0.url = url }
        try faulty.tell(1...20)
        try await faulty.world.run(until: "2026-11-10 09:30")
        #expect(expired.bytesRead == 0)
        let contacts = try faulty.world.contacts()
        #expect(contacts.allSatisfy { $0.state == .putBack && $0.reason == "not-sent" })
        // Those that left together, then one probe each minute or so.
        #expect((20...120).contains(contacts.count), "\(contacts.count) attempts")
        expired.stop()
        let mended = try FaultServer(.init(transport: .tls, port: port)) { _ in
            FaultMixture.accepted
        }
        try await faulty.world.run(until: "2026-11-10 10:30")
        #expect(mended.sights.count == 20)
        let accepted = try faulty.world.contacts().filter { $0.state == .accepted }
        #expect(accepted.count == 20)
    }
}
