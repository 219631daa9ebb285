import NudgeCore
import NudgeGateways
import NudgeServer
import NudgeStore
import Testing

@testable import NudgeDaemon

/// What played vendors say when they are asked what became of a message, in their own form.
@Suite(.serialized, .timeLimit(.minutes(5)))
struct VendorQuestionTests {
    /// Those that can be asked.
    static let names = ShippedGateways.names.filter {
        (try? ShippedGateways.settings($0))?.http?.query != nil
    }

    @Test func thoseThatCanBeAskedAreRehearsedWithIt() throws {
        #expect(
            Self.names == ["aliyun-sms", "aliyun-sms-rpc", "bank-platform", "twilio"]
        )
        for name in Self.names {
            #expect(try ShippedGateways.settings(name).http?.dialect?.query != nil, "\(name)")
        }
    }

    @Test(arguments: names)
    func whatWasTakenWithoutAnAnswerIsKnown(name: String) async throws {
        try await VendorConversation.run(name) { conversation in
            let message = conversation.message("close")
            _ = try await conversation.send([conversation.message("silent", number: 2)])
            let verdict = try await conversation.send([message])
            #expect(verdict.answers.map(\.answerClass) == [.unknown])
            #expect(conversation.vendor.sandbox.totals.taken == 2)
            let early = try await conversation.ask(about: message, after: Milliseconds(1))
            guard case .accepted(let vendorID) = early else {
                Issue.record("\(early)")
                return
            }
            // Aliyun's list names no id of its own.
            #expect((vendorID == nil) == name.hasPrefix("aliyun"))
            #expect(try await conversation.ask(about: message, after: .hours(1)) == .delivered)
            #expect(conversation.vendor.tally.reasons == [])
            #expect(conversation.vendor.tally.queries == 2)
            #expect(conversation.vendor.tally.queriesKnown == 2)
        }
    }

    @Test(arguments: names)
    func whatNeverArrivedIsUndelivered(name: String) async throws {
        try await VendorConversation.run(name) { conversation in
            let message = conversation.message("undelivered")
            _ = try await conversation.send([message])
            #expect(try await conversation.ask(about: message, after: .hours(1)) == .undelivered)
        }
    }

    @Test(arguments: names)
    func whatWasNotTakenIsNotKnown(name: String) async throws {
        try await VendorConversation.run(name) { conversation in
            let message = conversation.message("fail")
            let verdict = try await conversation.send([message])
            #expect(verdict.answers.map(\.answerClass) == [.unknown])
            let word = try await conversation.ask(about: message, after: .hours(1))
            #expect(word == .notYet(after: nil))
            #expect(conversation.vendor.tally.reasons == [])
            #expect(conversation.vendor.tally.queries == 1)
            #expect(conversation.vendor.tally.queriesKnown == 0)
        }
    }

    @Test(arguments: names)
    func aQuestionWithAWrongKeyIsRefused(name: String) async throws {
        try await VendorConversation.run(name, hasWrongKey: true) { conversation in
            let message = conversation.message("silent")
            let word = try await conversation.ask(about: message, after: Milliseconds(1))
            #expect(word == .notYet(after: nil))
            #expect(conversation.vendor.tally.queries == 0)
            #expect(conversation.vendor.tally.refused == 1)
            let reason = conversation.vendor.tally.reasons.first ?? ""
            #expect(reason.hasPrefix("authentication: "), "\(reason)")
        }
    }

    /// Doubts that no receipt ends, through the whole engine.
    @Test(arguments: names)
    func doubtsAreSettledByTheQuestion(name: String) async throws {
        let script = FaultScript(faults: [ScriptedFault(kind: .close)])
        let play = try await RehearsalPlay(
            name,
            words: ["silent+1", "silent+2", "silent+3"],
            script: script
        )
        #expect(play.states == [.accepted, .accepted, .accepted])
        #expect(play.contacts.allSatisfy { $0.reason == "accepted when asked" })
        #expect(play.taken == 3)
        let gateway = play.report.gateways[0]
        #expect(gateway.queries == 3)
        #expect(gateway.queriesKnown == 3)
        #expect(gateway.inDoubt == 0)
        #expect(gateway.reasons.isEmpty)
        #expect(play.report.imbalances.isEmpty, "\(play.report.imbalances)")
    }

    /// What was not taken stays in doubt: no shipped file says that absence is final.
    @Test func whatWasNotTakenStaysInDoubt() async throws {
        let script = FaultScript(faults: [ScriptedFault(kind: .unknown)])
        let play = try await RehearsalPlay("bank-platform", words: ["silent"], script: script)
        #expect(play.states == [.unknown])
        #expect(play.report.gateways[0].inDoubt == 1)
        #expect(play.report.gateways[0].queries > 1)
        #expect(play.report.gateways[0].queriesKnown == 0)
    }
}
