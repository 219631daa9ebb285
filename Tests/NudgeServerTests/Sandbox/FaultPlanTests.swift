import NudgeCore
import NudgeServer
import Testing

/// A script of faults against a sandbox on a virtual clock.
@Suite struct FaultPlanTests {
    private let start = Instant(seconds: 1_795_000_000)

    private func message(_ number: Int, to: String = "13800138000") -> SandboxMessage {
        SandboxMessage(id: "n1-\(number)", channel: .sms, to: to, text: "您好")
    }

    private func sandbox(_ faults: [ScriptedFault], seed: UInt64 = 7) throws -> Sandbox {
        let sandbox = try Sandbox()
        let script = FaultScript(seed: seed, faults: faults)
        sandbox.play(FaultPlan(script, gateway: "sms", beginning: start))
        return sandbox
    }

    private func answers(_ sandbox: Sandbox, _ count: Int, at now: Instant) throws -> [String] {
        try (1...count).map { try sandbox.receive(message($0), now: now).record.answer }
    }

    @Test func aFaultBeginsAtItsTimeAndEndsAfterItsLength() throws {
        let fault = ScriptedFault(
            beginning: .at(.hours(1)),
            end: .length(.minutes(30)),
            kind: .balance
        )
        let sandbox = try sandbox([fault])
        let minutes = [0, 59, 60, 89, 90]
        let answers = try minutes.map { minute in
            let now = start + .minutes(minute)
            return try sandbox.receive(message(minute), now: now).record.answer
        }
        #expect(answers == ["accepted", "accepted", "balance", "balance", "accepted"])
    }

    @Test func aFaultBeginsAfterMessagesAndEndsAfterAsManyAsItMet() throws {
        let fault = ScriptedFault(
            beginning: .after(messages: 2),
            end: .messages(3),
            kind: .rateLimited(waitSeconds: 9)
        )
        let answers = try answers(sandbox([fault]), 7, at: start)
        let limited = "rate_limited"
        #expect(
            answers == ["accepted", "accepted", limited, limited, limited, "accepted", "accepted"]
        )
    }

    @Test func aFaultOfAnotherGatewayIsNobodysHere() throws {
        let answers = try answers(
            sandbox([ScriptedFault(gateway: "mail", kind: .hang)]),
            3,
            at: start
        )
        #expect(answers == ["accepted", "accepted", "accepted"])
    }

    @Test func theFirstFaultThatFitsIsMet() throws {
        let faults = [
            ScriptedFault(end: .messages(1), kind: .retry), ScriptedFault(kind: .unknown),
        ]
        #expect(try answers(sandbox(faults), 2, at: start) == ["unavailable", "failed"])
    }

    @Test(arguments: [UInt64(1), 7, 4711])
    func aShareIsMetByTheSameMessagesOnEveryRun(seed: UInt64) throws {
        let fault = ScriptedFault(sharePercent: 20, kind: .hang)
        let first = try answers(sandbox([fault], seed: seed), 1000, at: start)
        let second = try answers(sandbox([fault], seed: seed), 1000, at: start)
        #expect(first == second)
        #expect((150...250).contains(first.count { $0 == "never" }))
    }

    static let kinds: [(FaultKind, answer: String, isTaken: Bool)] = [
        (.rateLimited(waitSeconds: 1), "rate_limited", false), (.retry, "unavailable", false),
        (.badRecipient, "bad_recipient", false), (.optedOut, "opted_out", false),
        (.misconfigured, "misconfigured", false), (.authentication, "authentication", false),
        (.balance, "balance", false), (.unknown, "failed", false), (.hang, "never", false),
        (.close, "closed", true), (.unreadable, "unreadable", true), (.late, "accepted", true),
        (.undelivered, "accepted", true), (.dropReceipts, "accepted", true),
        (.repeatReceipts, "accepted", true), (.reply("已还"), "accepted", true),
    ]

    @Test(arguments: kinds)
    func aFaultSaysWhatItsNameSays(kind: FaultKind, answer: String, isTaken: Bool) throws {
        let sandbox = try sandbox([ScriptedFault(kind: kind)])
        let (record, reaction) = try sandbox.receive(message(1), now: start)
        #expect(record.answer == answer)
        #expect(record.isTaken == isTaken)
        if !isTaken { #expect(reaction.events.isEmpty) }
        switch kind {
        case .late: #expect(reaction.answerAfter > .zero)
        case .undelivered: #expect(reaction.events.map(\.kind) == [.receipt(.undelivered)])
        case .dropReceipts: #expect(reaction.events.isEmpty)
        case .repeatReceipts: #expect(reaction.events.count == 2)
        case .reply: #expect(reaction.events.last?.kind == .reply("已还"))
        default: break
        }
    }

    @Test func whatAnAddressRefusesIsNotTakenByABrokenConnection() throws {
        let sandbox = try sandbox([ScriptedFault(kind: .close)])
        let record = try sandbox.receive(message(1, to: "19900000001"), now: start).record
        #expect(record.answer == "bad_recipient")
    }
}
