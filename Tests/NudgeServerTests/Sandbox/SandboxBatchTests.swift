import NudgeCore
import NudgeServer
import Testing

/// Several messages in one request.
@Suite struct SandboxBatchTests {
    private let start = Instant(seconds: 1_795_000_000)
    private let numbers = ["13800138000", "19900000001", "13900139000"]

    private func messages(_ numbers: [String]) -> [SandboxMessage] {
        numbers.enumerated().map {
            SandboxMessage(id: "n1-\($0)", channel: .sms, to: $1, text: "您好")
        }
    }

    @Test func whatCanBeSaidOfOneIsSaidOfItAlone() throws {
        let sandbox = try Sandbox()
        let results = try sandbox.receive(messages(numbers), now: start, tongue: .own)
        #expect(results.map(\.record.answer) == ["accepted", "bad_recipient", "accepted"])
        #expect(sandbox.totals.taken == 2)
        #expect(Set(results.map(\.record.requestID)).count == 1)
        #expect(Set(results.map(\.record.sandboxID)).count == 3)
    }

    @Test func whatCannotBeSaidOfOneIsSaidOfAllAndNothingIsTaken() throws {
        let sandbox = try Sandbox()
        let plain = SandboxTongue(adapted: { $0 }, isTold: { _ in false })
        let results = try sandbox.receive(messages(numbers), now: start, tongue: plain)
        #expect(
            results.map(\.record.answer) == ["bad_recipient", "bad_recipient", "bad_recipient"]
        )
        #expect(sandbox.totals.taken == 0)
        #expect(sandbox.pendingCount == 0)
    }

    @Test func aConnectionThatBreaksTakesTheWholeRequest() throws {
        let sandbox = try Sandbox()
        let tongue = SandboxTongue(adapted: { $0 }, isTold: { $0 != .closed })
        let all = ["13800138000", "19900000006", "19900000001"]
        let results = try sandbox.receive(messages(all), now: start, tongue: tongue)
        #expect(results.map(\.record.answer) == ["closed", "closed", "bad_recipient"])
        #expect(sandbox.totals.taken == 2)
    }

    @Test func anIDThatComesTwiceInARequestIsCountedTwice() throws {
        let sandbox = try Sandbox()
        let one = messages(["13800138000"])
        let results = try sandbox.receive(one + one, now: start, tongue: .own)
        #expect(results.map(\.record.attempt) == [1, 2])
        #expect(sandbox.totals.takenTwice == 1)
    }

    @Test func aTongueChangesWhatIsPlayed() throws {
        let sandbox = try Sandbox()
        let late = SandboxReaction.Planned(after: .seconds(5), kind: .receipt(.undelivered))
        let tongue = SandboxTongue(
            adapted: { reaction in
                guard reaction.answer == .refused(.badRecipient) else { return reaction }
                var result = reaction
                result.answer = .accepted
                result.events = [late]
                return result
            },
            isTold: { _ in true }
        )
        let results = try sandbox.receive(messages(["19900000001"]), now: start, tongue: tongue)
        #expect(results[0].record.isTaken)
        #expect(sandbox.nextEventAt == start + .seconds(5))
    }
}
