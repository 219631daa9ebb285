import Foundation
import Logging
import NudgeCore
import NudgeServer
import ServiceLifecycle
import Synchronization
import Testing

/// The sandbox behind its port, over real sockets.
@Suite struct SandboxServerTests {
    private let noon = Instant(seconds: 1_795_000_000)
    private let sandbox: Sandbox

    init() throws {
        sandbox = try Sandbox()
    }

    private func server(
        wait: @escaping SandboxServer.Wait = { _ in },
        verify: @escaping SandboxServer.Verify = { _, _ in true }
    ) -> SandboxServer {
        SandboxServer(
            sandbox,
            port: 0,
            logger: CallbackListenerTests.quiet,
            now: { [noon] in noon },
            wait: wait,
            verify: verify
        )
    }

    private static func body(_ id: String, to: String) -> [UInt8] {
        let data = "{\"id\":\"\(id)\",\"channel\":\"sms\",\"to\":\"\(to)\",\"text\":\"x\"}"
        return Array("{\"type\":\"reminder.send\",\"data\":\(data)}".utf8)
    }

    private static func post(
        _ port: Int,
        _ id: String,
        to: String
    ) async throws -> LoopbackClient.Answer? {
        try await LoopbackClient.exchange(
            port: port,
            "POST",
            "/messages",
            body: body(id, to: to)
        )
    }

    static let answers: [(to: String, status: Int, words: String)] = [
        ("+8613800138000", 200, "\"status\":\"accepted\""),
        ("+8619900000001", 422, "\"code\":\"bad_recipient\""),
        ("+8619900000002", 422, "\"code\":\"opted_out\""),
        ("+8619900000003", 429, "\"code\":\"rate_limited\""),
        ("+8619900000004", 500, "\"code\":\"failed\""),
        ("+8619900000018", 422, "\"code\":\"misconfigured\""),
        ("+8619900000019", 402, "\"code\":\"balance\""),
        ("+8619900000007", 200, "\"status\":\"accepted\""),
        ("+8619900000023", 200, "\"status\":\"accepted\""),
    ]

    @Test(arguments: answers)
    func aMagicAddressHasItsAnswer(to: String, status: Int, words: String) async throws {
        let answer = try await server().whileRunning { port in
            try await SandboxServerTests.post(port, "n1-1", to: to)
        }
        #expect(answer?.status == status)
        #expect(answer?.text.contains(words) == true)
        #expect(answer?.headers["retry-after"] == (status == 429 ? "2" : nil))
        #expect(sandbox.totals.received == 1)
    }

    @Test func anAcceptedMessageGetsTheSandboxsId() async throws {
        let answer = try await server().whileRunning { port in
            try await SandboxServerTests.post(port, "n1-1", to: "13800138000")
        }
        let record = try #require(sandbox.records().first)
        #expect(answer?.text == "{\"id\":\"\(record.sandboxID)\",\"status\":\"accepted\"}")
    }

    @Test func anUnreadableAnswerIsHalfAJSONText() async throws {
        let answer = try await server().whileRunning { port in
            try await SandboxServerTests.post(port, "n1-1", to: "19900000015")
        }
        #expect(answer?.status == 200)
        #expect(answer?.text.hasPrefix("{\"id\":\"sb-") == true)
        #expect(answer?.text.hasSuffix("}") == false)
    }

    @Test func closeTakesTheMessageAndSaysNothing() async throws {
        let answer = try await server().whileRunning { port in
            try await SandboxServerTests.post(port, "n1-1", to: "19900000006")
        }
        #expect(answer == nil)
        #expect(sandbox.totals.taken == 1)
        #expect(sandbox.pendingCount == 1)
    }

    /// The server's end cuts a hanging answer short; the client sees the connection close.
    @Test func hangNeverAnswersAndDoesNotKeepTheServerAlive() async throws {
        let server = server()
        let client = try await server.whileRunning { port in
            let client = try LoopbackClient(port: port)
            let body = SandboxServerTests.body("n1-1", to: "19900000005")
            try await client.request("POST", "/messages", body: body)
            // The next request is handled after the hanging one was.
            while sandbox.totals.received == 0 {
                _ = try await LoopbackClient.exchange(port: port, "GET", "/messages")
            }
            #expect(!client.hasBytes)
            return client
        }
        #expect(try await client.answer() == nil)
        #expect(sandbox.totals.taken == 0)
    }

    @Test func aClientThatLeavesEndsItsDelayedAnswer() async throws {
        let began = Counter()
        let cancelled = Counter()
        let server = server(wait: { _ in
            began.add()
            await withTaskCancellationHandler {
                await cancelled.reached(1)
            } onCancel: {
                cancelled.add()
            }
            throw CancellationError()
        })
        try await server.whileRunning { port in
            do {
                let client = try LoopbackClient(port: port)
                let body = SandboxServerTests.body("n1-1", to: "19900000029")
                try await client.request("POST", "/messages", body: body)
                await began.reached(1)
            }
            await cancelled.reached(1)
        }
        #expect(sandbox.totals.taken == 1)
    }

    @Test func aDelayIsWaitedForByTheGivenClock() async throws {
        let waits = Mutex<[Milliseconds]>([])
        try await server(wait: { length in waits.withLock { $0.append(length) } })
            .whileRunning { port in
                _ = try await SandboxServerTests.post(port, "n1-1", to: "19900000024")
                _ = try await SandboxServerTests.post(port, "n1-2", to: "19900000007")
                _ = try await SandboxServerTests.post(port, "n1-3", to: "13800138000")
            }
        #expect(waits.withLock { $0 } == [.seconds(4), .seconds(60)])
    }

    /// T-72: the receipt is there before our own "accepted" can be.
    @Test func receiptFirstAnswersAfterTheReceiptWasPosted() async throws {
        let changed = Counter()
        sandbox.setOnChange { changed.add() }
        try await server().whileRunning { port in
            let client = try LoopbackClient(port: port)
            let body = SandboxServerTests.body("n1-1", to: "19900000010")
            try await client.request("POST", "/messages", body: body)
            await changed.reached(1)
            let event = try #require(sandbox.dueEvents(noon).first)
            #expect(event.kind == .receipt(.delivered))
            #expect(!client.hasBytes)
            try sandbox.complete(event, now: noon)
            #expect(try await client.answer()?.status == 200)
        }
    }

    @Test func aWrongSignatureIsRefusedAndCounted() async throws {
        let server = server(verify: { headers, body in
            headers["webhook-signature"] == "v1,right" && !body.isEmpty
        })
        try await server.whileRunning { port in
            let body = SandboxServerTests.body("n1-1", to: "13800138000")
            let wrong = try await LoopbackClient.exchange(
                port: port,
                "POST",
                "/messages",
                headers: [("webhook-signature", "v1,wrong")],
                body: body
            )
            #expect(wrong?.status == 401)
            #expect(wrong?.text.contains("\"code\":\"authentication\"") == true)
            let right = try await LoopbackClient.exchange(
                port: port,
                "POST",
                "/messages",
                headers: [("Webhook-Signature", "v1,right")],
                body: body
            )
            #expect(right?.status == 200)
        }
        #expect(sandbox.totals.unauthenticated == 1)
        #expect(sandbox.totals.received == 1)
    }

    @Test func whatIsNoMessageIsRefusedAndCounted() async throws {
        try await server().whileRunning { port in
            let answer = try await LoopbackClient.exchange(
                port: port,
                "POST",
                "/messages",
                body: Array("{}".utf8)
            )
            #expect(answer?.status == 400)
            #expect(try await LoopbackClient.exchange(port: port, "GET", "/x")?.status == 404)
            #expect(
                try await LoopbackClient.exchange(port: port, "PUT", "/messages")?.status == 405
            )
            #expect(try await LoopbackClient.exchange(port: port, "GET", "/healthz")?.status == 200)
        }
        #expect(sandbox.totals.malformed == 1)
        #expect(sandbox.totals.received == 0)
    }

    private struct Page: Decodable {
        struct Totals: Decodable {
            var received: Int
            var distinct: Int
            var taken: Int
        }
        struct Message: Decodable {
            var seq: Int
            var id: String
            var to: String
            var at: String
            var answer: String
            var attempt: Int
        }
        var totals: Totals
        var duplicates: Int
        var pendingEvents: Int
        var messages: [Message]
    }

    @Test func theLedgerIsShownInPages() async throws {
        try await server().whileRunning { port in
            for id in ["a", "b", "a", "c"] {
                _ = try await SandboxServerTests.post(port, id, to: "13800138000")
            }
            let all = try await LoopbackClient.exchange(port: port, "GET", "/messages")
            let page = try JSONDecoder().decode(Page.self, from: Data(all?.body ?? []))
            #expect(page.totals.received == 4)
            #expect(page.totals.distinct == 3)
            #expect(page.duplicates == 1)
            #expect(page.pendingEvents == 4)
            #expect(page.messages.map(\.id) == ["a", "b", "a", "c"])
            #expect(page.messages.map(\.attempt) == [1, 1, 2, 1])
            #expect(page.messages.allSatisfy { $0.at == noon.description })
            let part = try await LoopbackClient.exchange(
                port: port,
                "GET",
                "/messages?limit=2&after=1"
            )
            let second = try JSONDecoder().decode(Page.self, from: Data(part?.body ?? []))
            #expect(second.messages.map(\.seq) == [2, 3])
        }
    }

    @Test func manyAtOnceAreAllCounted() async throws {
        try await server().whileRunning { port in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for lane in 0..<8 {
                    group.addTask {
                        let client = try LoopbackClient(port: port)
                        for number in 0..<25 {
                            let body = SandboxServerTests.body(
                                "n\(lane)-\(number)",
                                to: "13800138000"
                            )
                            try await client.request("POST", "/messages", body: body)
                            #expect(try await client.answer()?.status == 200)
                        }
                    }
                }
                try await group.waitForAll()
            }
        }
        #expect(sandbox.totals.received == 200)
        #expect(sandbox.totals.duplicates == 0)
        #expect(sandbox.records().map(\.sequence) == Array(1...200))
    }
}
