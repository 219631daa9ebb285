import Curl
import NudgeCore
import NudgeGateways
import NudgeTestKit
import Testing

/// What a mail server does, what we take it for, and how many messages it has read.
@Suite(.enabled(if: LoopbackMailServer.isAvailable))
struct MailFaultTests {
    struct Fault: Sendable, CustomTestStringConvertible {
        var name: String
        var script: String
        var expected: AnswerClass
        var event: LaneEvent?
        /// Messages that the server has read whole.
        var messages = 0
        var testDescription: String { name }
    }

    private static let short = AnswerClass.retry(after: .minutes(5))

    static let faults: [Fault] = [
        Fault(
            name: "all is well",
            script: "{}",
            expected: .accepted,
            event: .answered,
            messages: 1
        ),
        Fault(
            name: "no such mailbox",
            script: #"{"rcpt": "550 5.1.1 no such user"}"#,
            expected: .badRecipient,
            event: .answered
        ),
        Fault(
            name: "a mailbox that moved",
            script: #"{"rcpt": "551 5.1.6 moved"}"#,
            expected: .badRecipient,
            event: .answered
        ),
        Fault(
            name: "a name that is not allowed",
            script: #"{"rcpt": "553 5.1.3 bad address"}"#,
            expected: .badRecipient,
            event: .answered
        ),
        Fault(
            name: "a relay that is not ours",
            script: #"{"rcpt": "550 5.7.1 relaying denied"}"#,
            expected: .misconfigured,
            event: .answered
        ),
        Fault(
            name: "greylisting",
            script: #"{"rcpt": "450 4.2.0 try again later"}"#,
            expected: short,
            event: .answered
        ),
        Fault(
            name: "a full mailbox, for good",
            script: #"{"rcpt": "552 5.2.2 mailbox full"}"#,
            expected: .retry(after: .hours(4)),
            event: .answered
        ),
        Fault(
            name: "too many connections",
            script: #"{"greeting": "421 4.7.0 too many connections"}"#,
            expected: .retry(after: nil),
            event: .failed
        ),
        Fault(
            name: "no mail service here",
            script: #"{"greeting": "554 no SMTP service"}"#,
            expected: .misconfigured,
            event: .failed
        ),
        Fault(
            name: "a sender that is refused",
            script: #"{"mail": "550 5.1.8 sender refused"}"#,
            expected: .misconfigured,
            event: .failed
        ),
        Fault(
            name: "a message too big",
            script: #"{"mail": "552 5.3.4 too big"}"#,
            expected: .misconfigured,
            event: .failed
        ),
        Fault(
            name: "a sender put off",
            script: #"{"mail": "451 4.3.0 not now"}"#,
            expected: .retry(after: nil),
            event: .failed
        ),
        Fault(
            name: "DATA refused",
            script: #"{"data": "451 4.3.0 not now"}"#,
            expected: short,
            event: .answered
        ),
        Fault(
            name: "content refused",
            script: #"{"end": "554 5.7.1 spam"}"#,
            expected: .misconfigured,
            event: .answered,
            messages: 1
        ),
        Fault(
            name: "the message put off",
            script: #"{"end": "451 4.3.0 queue full"}"#,
            expected: short,
            event: .answered,
            messages: 1
        ),
        Fault(
            name: "a wrong password",
            script: #"{"login": ["notice", "another"]}"#,
            expected: .authentication,
            event: .stopped(.authentication)
        ),
        Fault(
            name: "a login that fails for the moment",
            script: #"{"login": ["notice", "x"], "auth": "454 4.7.0 try later"}"#,
            expected: .retry(after: nil),
            event: .failed
        ),
        Fault(
            name: "no STARTTLS",
            script: #"{"starttls": false}"#,
            expected: .notSent,
            event: .failed
        ),
        Fault(
            name: "gone at the greeting",
            script: #"{"vanish": "greeting"}"#,
            expected: .notSent,
            event: .failed
        ),
        Fault(
            name: "gone at MAIL",
            script: #"{"vanish": "mail"}"#,
            expected: .notSent,
            event: .failed
        ),
        Fault(
            name: "gone at RCPT",
            script: #"{"vanish": "rcpt"}"#,
            expected: .notSent,
            event: .failed
        ),
        Fault(
            name: "gone at DATA",
            script: #"{"vanish": "data"}"#,
            expected: .notSent,
            event: .failed
        ),
        Fault(
            name: "gone while the message was sent",
            script: #"{"vanish": "body"}"#,
            expected: .unknown,
            event: .doubted
        ),
        Fault(
            name: "gone behind the message",
            script: #"{"vanish": "end"}"#,
            expected: .unknown,
            event: .doubted,
            messages: 1
        ),
        Fault(
            name: "silent at RCPT",
            script: #"{"hang": "rcpt"}"#,
            expected: .notSent,
            event: .failed
        ),
        Fault(
            name: "silent behind the message",
            script: #"{"hang": "end"}"#,
            expected: .unknown,
            event: .doubted,
            messages: 1
        ),
    ]

    @Test(arguments: faults)
    func aFaultIsTakenForWhatItIs(_ fault: Fault) async throws {
        let server = try LoopbackMailServer(script: fault.script)
        let description = MailFixture.description(
            server.url,
            login: fault.script.contains("login")
        )
        let isSilent = fault.script.contains("hang")
        let gateway = MailFixture.gateway(
            description,
            authorityFile: server.authorityFile,
            total: isSilent ? .seconds(1) : .seconds(20)
        )
        let outcomes = try await MailFixture.send([MailFixture.message()], over: gateway)
        let answer = try #require(outcomes.first.map { gateway.classify($0, now: MailFixture.now) })
        #expect(answer.answerClass == fault.expected, "\(answer.detail)")
        #expect(answer.laneEvent == fault.event, "\(answer.detail)")
        #expect(try server.finish().count == fault.messages)
    }

    @Test func aCertificateThatIsNotTrustedSendsNothing() async throws {
        let server = try LoopbackMailServer()
        let gateway = MailFixture.gateway(
            MailFixture.description(server.url),
            authorityFile: nil
        )
        let outcome = try await MailFixture.send([MailFixture.message()], over: gateway)[0]
        #expect(gateway.classify(outcome, now: MailFixture.now).answerClass == .notSent)
        guard case .failed(let error, let wasWritten) = outcome else {
            Issue.record("\(outcome)")
            return
        }
        #expect(error.phase == .tls && !wasWritten)
        #expect(try server.finish().isEmpty)
    }

    @Test func aServerThatIsNotThereIsTold() async throws {
        let port = try LoopbackPort()
        defer { withExtendedLifetime(port) {} }
        let url = "smtp://127.0.0.1:\(port.number)"
        let gateway = MailFixture.gateway(MailFixture.description(url), authorityFile: nil)
        let outcome = try await MailFixture.send([MailFixture.message()], over: gateway)[0]
        guard case .failed(let error, let wasWritten) = outcome else {
            Issue.record("\(outcome)")
            return
        }
        #expect(error.phase == .connect && !wasWritten)
    }

    @Test func manyMailsKeepOneConnectionAndEachHasItsQueueID() async throws {
        let server = try LoopbackMailServer(script: #"{"login": ["notice", "pass 密"]}"#)
        let gateway = MailFixture.gateway(
            MailFixture.description(server.url, login: true),
            authorityFile: server.authorityFile
        )
        let messages = (0..<20).map {
            MailFixture.message("s1-\($0)", to: "p\($0)@example.com")
        }
        let outcomes = try await MailFixture.send(messages, over: gateway)
        let ids = outcomes.map { gateway.classify($0, now: MailFixture.now).vendorID }
        #expect(ids == (1...20).map { "4Xq\($0)" })
        let all = try server.finish()
        #expect(all.map(\.recipient) == messages.map(\.address))
        #expect(Set(all.map(\.mail.id)).count == 20)
        #expect(Set(all.map(\.connection)).count == 1)
        #expect(all.allSatisfy { $0.user == "notice" && $0.secure })
    }

    @Test func aKeptConnectionThatTheServerClosedSendsNothingTwice() async throws {
        let server = try LoopbackMailServer(script: #"{"close_after": 1}"#)
        let gateway = MailFixture.gateway(
            MailFixture.description(server.url),
            authorityFile: server.authorityFile
        )
        let messages = (0..<10).map { MailFixture.message("s1-\($0)") }
        let outcomes = try await MailFixture.send(messages, over: gateway)
        let classes = outcomes.map { gateway.classify($0, now: MailFixture.now).answerClass }
        #expect(classes.allSatisfy { $0 == .accepted || $0 == .notSent })
        let all = try server.finish()
        #expect(all.count == classes.count { $0 == .accepted })
        #expect(Set(all.map(\.mail.id)).count == all.count)
    }

    /// libcurl waits for the last word of a mail server, and meanwhile for nothing else.
    @Test func aMailServerThatIsSilentAtTheEndDelaysNoOtherLane() async throws {
        let mails = try LoopbackMailServer(script: #"{"hang": "end"}"#)
        let gateway = MailFixture.gateway(
            MailFixture.description(mails.url),
            authorityFile: mails.authorityFile,
            total: .seconds(60)
        )
        let (feed, sink) = AsyncStream.makeStream(of: [CurlCompletion].self)
        let lanes = [
            CurlLane(id: 0, inFlightMax: 2, isMail: true), CurlLane(id: 1, inFlightMax: 2),
        ]
        let client = try CurlClient(
            settings: CurlSettings(lanes: lanes),
            clock: { MailFixture.now.milliseconds },
            completed: { sink.yield($0) }
        )
        let mail = try gateway.request(
            for: MailFixture.message(),
            id: 1,
            lane: 0,
            notAfter: .distantFuture,
            now: MailFixture.now
        )
        try #require(client.submit([mail]) == .taken)
        try mails.waitForMessage()
        let server = try LoopbackServer { _ in .answer() }
        let other = CurlRequest(
            id: 2,
            lane: 1,
            url: server.url,
            headers: [],
            body: [],
            totalTimeoutMilliseconds: 20_000,
            schemes: .http
        )
        try #require(client.submit([other]) == .taken)
        var ended: [UInt64] = []
        for await batch in feed {
            ended += batch.map(\.id)
            if ended.contains(2) { break }
        }
        #expect(ended == [2])
        #expect(try mails.finish().count == 1)
        client.shutdown(withinMilliseconds: 0)
    }

    @Test func tlsFromTheFirstByteIsSpokenToo() async throws {
        let server = try LoopbackMailServer(script: #"{"implicit": true}"#)
        let description = MailFixture.description(
            "smtps://127.0.0.1:\(server.port)",
            encryption: .implicit
        )
        let gateway = MailFixture.gateway(description, authorityFile: server.authorityFile)
        let outcome = try await MailFixture.send([MailFixture.message()], over: gateway)[0]
        #expect(gateway.classify(outcome, now: MailFixture.now).answerClass == .accepted)
        #expect(try server.finish().first?.secure == true)
    }

    static let addresses = [
        "no-at", "two@at@x", "a b@x", "a@x>\r\nRCPT TO:<b@y", "王@example.com", "@x",
    ]

    @Test(arguments: addresses)
    func anAddressThatCannotBeSentIsRefusedBefore(_ address: String) {
        let gateway = MailFixture.gateway(
            MailFixture.description("smtp://127.0.0.1:9"),
            authorityFile: nil
        )
        #expect(throws: MailGateway.Fault.address) {
            try gateway.request(
                for: MailFixture.message(to: address),
                id: 1,
                lane: 0,
                notAfter: .distantFuture,
                now: MailFixture.now
            )
        }
    }
}
