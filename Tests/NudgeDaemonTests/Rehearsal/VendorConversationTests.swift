import NudgeCore
import NudgeGateways
import NudgeServer
import Testing

@testable import NudgeDaemon

/// Every shipped file against its own vendor over real sockets: built, signed, verified, read
/// backwards, answered, classified; and what comes back, signed, verified and read.
@Suite(.serialized, .timeLimit(.minutes(5)))
struct VendorConversationTests {
    @Test(arguments: ShippedGateways.names)
    func whatIsAcceptedIsDelivered(name: String) async throws {
        try await VendorConversation.run(name) { conversation in
            let message = conversation.message("twice")
            let verdict = try await conversation.send([message])
            #expect(conversation.vendor.tally.reasons == [])
            #expect(verdict.answers.map(\.answerClass) == [.accepted], "\(verdict)")
            let records = conversation.vendor.sandbox.records()
            #expect(records.map(\.message.id) == [message.wireID])
            #expect(records.map(\.message.to) == [message.address])
            #expect(records.map(\.isTaken) == [true])
            let events = try conversation.comeBack()
            guard conversation.vendor.dialect.posts(.delivered) else { return }
            #expect(events.count == 2)
            for event in events {
                guard case .receipt(let receipt) = event else {
                    Issue.record("no receipt: \(event)")
                    continue
                }
                #expect(receipt.fate == .delivered)
                let isKnown =
                    receipt.contactWireID == message.wireID
                    || receipt.vendorID == verdict.answers[0].vendorID
                #expect(isKnown, "\(receipt) for \(verdict.answers[0])")
            }
        }
    }

    @Test(arguments: ShippedGateways.names)
    func aBadAddressIsRefusedInTheVendorsWords(name: String) async throws {
        try await VendorConversation.run(name) { conversation in
            let verdict = try await conversation.send([conversation.message("refuse")])
            let isSaid = conversation.vendor.dialect.says(.badRecipient)
            #expect(verdict.answers.map(\.answerClass) == [isSaid ? .badRecipient : .accepted])
            #expect(conversation.vendor.sandbox.totals.taken == (isSaid ? 0 : 1))
        }
    }

    @Test(arguments: ShippedGateways.names)
    func whatIsThrottledIsTakenTheNextTime(name: String) async throws {
        try await VendorConversation.run(name) { conversation in
            let message = conversation.message("throttle-once")
            let first = try await conversation.send([message]).answers[0]
            let isLimited =
                switch first.answerClass {
                case .rateLimited, .retry: true
                default: false
                }
            #expect(isLimited, "\(first)")
            let second = try await conversation.send([message])
            #expect(second.answers.map(\.answerClass) == [.accepted])
            #expect(conversation.vendor.sandbox.totals.taken == 1)
        }
    }

    @Test(arguments: ShippedGateways.names)
    func aWrongKeyIsRefusedAndNothingIsTaken(name: String) async throws {
        try await VendorConversation.run(name, hasWrongKey: true) { conversation in
            do {
                let verdict = try await conversation.send([conversation.message("silent")])
                let answer = verdict.answers[0].answerClass
                #expect(answer == .authentication || answer == .refreshToken, "\(verdict)")
            } catch is VendorConversation.Failure {
                // The token itself was refused.
                #expect(conversation.gateway.http?.tokenSource != nil)
            }
            #expect(conversation.vendor.sandbox.totals.received == 0)
            #expect(conversation.vendor.tally.refused == 1)
        }
    }

    @Test(arguments: ShippedGateways.names)
    func ofABatchEachAddressHasItsOwnFate(name: String) async throws {
        try await VendorConversation.run(name) { conversation in
            guard conversation.gateway.batchSize > 1 else { return }
            let messages = [
                conversation.message("silent", number: 1),
                conversation.message("refuse", number: 2),
                conversation.message("silent", number: 3),
            ]
            let verdict = try await conversation.send(messages)
            #expect(
                verdict.answers.map(\.answerClass) == [.accepted, .badRecipient, .accepted],
                "\(verdict)"
            )
            let records = conversation.vendor.sandbox.records()
            #expect(records.map(\.message.id) == messages.map(\.wireID))
            #expect(conversation.vendor.sandbox.totals.taken == 2)
        }
    }

    @Test(arguments: ShippedGateways.names)
    func aReplyComesBackAsItWasWritten(name: String) async throws {
        try await VendorConversation.run(name) { conversation in
            let message = conversation.message("reply-td")
            _ = try await conversation.send([message])
            let events = try conversation.comeBack()
            guard conversation.vendor.dialect.posts(.reply) else { return }
            let replies = events.compactMap { event -> InboundReply? in
                if case .reply(let reply) = event { reply } else { nil }
            }
            #expect(replies.map(\.text) == ["TD"])
        }
    }

    @Test func whatIsNotAsTheFileSaysIsNotTaken() async throws {
        try await VendorConversation.run("twilio") { conversation in
            let now = VendorConversation.now
            let form = "Body=x&MessagingServiceSid=MG0&To=%2B8613800138000"
            let request = DialectRequest(
                method: "POST",
                host: "api.twilio.com",
                path: "/2010-04-01/Accounts/AC00000000000000000000000000000000/Messages.json",
                headers: [WirePair("Content-Type", "application/x-www-form-urlencoded")],
                body: Array(form.utf8)
            )
            guard
                case .refused(let answerClass, _) = conversation.vendor.dialect.read(
                    request,
                    now: now
                )
            else {
                Issue.record("taken")
                return
            }
            #expect(answerClass == .misconfigured)
        }
    }
}
