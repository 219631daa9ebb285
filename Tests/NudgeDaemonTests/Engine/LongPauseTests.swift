import NudgeCore
import NudgeStore
import NudgeTestKit
import Testing

@testable import NudgeDaemon

@Suite("A long pause")
@WorldActor
struct LongPauseTests {
    /// Longer than anything is kept that is only kept for a while: orphans for three days, answers that
    /// may still come for forty-five.
    private static let pause = 80

    private static let rules = Ruleset.fixture(
        windows: [.fixture("08:00", "22:00")],
        tiers: [.fixture(.fixture(days: (1...60).map { Int16($0 * 2) }))]
    )

    @Test(
        "stopped for eighty days and resumed: everybody's next step leaves (T-33)",
        arguments: [true, false]
    )
    func stoppedAndResumed(_ restarts: Bool) async throws {
        let world = try World(rules: Self.rules, at: .shanghai("2026-11-10 06:00"))
        try world.tell((1...10).flatMap { Person.withPhone($0).facts(due: "2026-11-09") })
        try await world.run(until: "2026-11-12 06:00")
        #expect(world.received.count == 10)
        try world.stop(.everything)
        try await world.run(until: world.now + .days(Self.pause))
        #expect(world.received.count == 10, "nothing leaves while it is stopped")
        if restarts { try world.restart() }
        try world.resume(.everything)
        try await world.run(until: world.now + .days(3))
        for number in 1...10 {
            let facts = try #require(try world.store.customer(reference: "c\(number)")).facts
            let days = facts.history.map(\.occasion.stepDay)
            #expect(days.first == 2 && days.count >= 2, "\(days)")
            // The latest step, and none of the forty that were missed.
            #expect(days.dropFirst().allSatisfy { $0 >= 80 } && days.count <= 3, "\(days)")
        }
    }
}
