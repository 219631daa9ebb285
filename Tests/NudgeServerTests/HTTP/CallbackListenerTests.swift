import Logging
import NudgeServer
import ServiceLifecycle
import Synchronization
import Testing

@Suite struct CallbackListenerTests {
    static let quiet = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

    /// A listener that knows the gateway `sms`.
    private func listener(
        _ options: HTTPListener.Options = HTTPListener.Options(),
        handle: @escaping CallbackListener.Handle = { _ in CallbackAnswer(status: 200) },
        readiness: @escaping CallbackListener.Readiness = { nil }
    ) -> CallbackListener {
        CallbackListener(
            options: options,
            logger: CallbackListenerTests.quiet,
            isKnown: { $0 == "sms" },
            readiness: readiness,
            handle: handle
        )
    }

    @Test func aCallbackReachesTheHandlerByteForByte() async throws {
        let seen = Mutex<CallbackRequest?>(nil)
        let listener = listener { request in
            seen.withLock { $0 = request }
            return CallbackAnswer(status: 202, contentType: "text/x-own", body: Array("ja".utf8))
        }
        let body: [UInt8] = [0, 255, 13, 10, 13, 10, 0x7B]
        let answer = try await listener.whileRunning { port in
            try await LoopbackClient.exchange(
                port: port,
                "POST",
                "/callbacks/sms?x=1",
                headers: [("Webhook-Id", "msg_1"), ("webhook-signature", "v1,abc")],
                body: body
            )
        }
        let request = try #require(seen.withLock { $0 })
        #expect(request.gateway == "sms")
        #expect(request.body == body)
        #expect(request.headers["webhook-id"] == "msg_1")
        #expect(request.headers["WEBHOOK-SIGNATURE"] == "v1,abc")
        #expect(request.headers["absent"] == nil)
        #expect(request.remote == "127.0.0.1")
        #expect(answer?.status == 202)
        #expect(answer?.headers["content-type"] == "text/x-own")
        #expect(answer?.text == "ja")
    }

    /// T-81: a 2xx before the durable write would lose the receipt in a crash.
    @Test func nothingIsAnsweredBeforeTheHandlerReturns() async throws {
        let entered = Counter()
        let durable = Counter()
        let listener = listener { _ in
            entered.add()
            await durable.reached(1)
            return CallbackAnswer(status: 200)
        }
        try await listener.whileRunning { port in
            let client = try LoopbackClient(port: port)
            try await client.request("POST", "/callbacks/sms", body: [1])
            await entered.reached(1)
            #expect(!client.hasBytes)
            durable.add()
            #expect(try await client.answer()?.status == 200)
        }
    }

    static let routes: [(method: String, path: String, status: Int)] = [
        ("POST", "/callbacks/sms", 200), ("POST", "/callbacks/other", 404),
        ("POST", "/callbacks/", 404), ("POST", "/callbacks/sms/x", 404),
        ("POST", "/callbacks", 404),
        ("GET", "/callbacks/sms", 405), ("PUT", "/callbacks/sms", 405),
        ("DELETE", "/callbacks/sms", 405), ("GET", "/", 404), ("GET", "/healthz", 200),
        ("POST", "/healthz", 405), ("POST", "/readyz", 405),
    ]

    @Test(arguments: routes)
    func everyPathAndMethodHasItsAnswer(method: String, path: String, status: Int) async throws {
        let answer = try await listener().whileRunning { port in
            try await LoopbackClient.exchange(port: port, method, path)
        }
        #expect(answer?.status == status)
    }

    static let paths: [(method: String, path: String, status: Int, seen: CallbackPath?)] = [
        ("POST", "/callbacks/sms/report", 200, CallbackPath(gateway: "sms", name: "report")),
        (
            "POST", "/callbacks/sms/report/s3cret", 200,
            CallbackPath(gateway: "sms", name: "report", tail: "s3cret")
        ),
        ("GET", "/callbacks/sms/check?echostr=1", 200, CallbackPath(gateway: "sms", name: "check")),
        ("GET", "/callbacks/sms/report", 405, nil),
        ("POST", "/callbacks/sms/other", 404, nil),
        ("POST", "/callbacks/sms/report/a/b", 404, nil),
        ("POST", "/callbacks/sms//s3cret", 404, nil),
        ("POST", "/callbacks/sms/report/", 404, nil),
    ]

    @Test(arguments: paths.indices)
    func aGatewayHasSeveralAddresses(_ index: Int) async throws {
        let row = Self.paths[index]
        let seen = Mutex<CallbackPath?>(nil)
        let listener = CallbackListener(
            options: HTTPListener.Options(),
            logger: CallbackListenerTests.quiet,
            isKnown: { $0 == "sms" },
            methods: { path in
                switch path.name {
                case nil, "report": ["POST"]
                case "check": ["POST", "GET"]
                default: []
                }
            },
            readiness: { nil },
            handle: { request in
                seen.withLock { $0 = request.path }
                return CallbackAnswer(status: 200, body: Array(request.query.utf8))
            }
        )
        let answer = try await listener.whileRunning { port in
            try await LoopbackClient.exchange(port: port, row.method, row.path)
        }
        #expect(answer?.status == row.status)
        #expect(seen.withLock { $0 } == row.seen)
        if row.method == "GET", row.status == 200 { #expect(answer?.text == "echostr=1") }
    }

    @Test func readinessSaysWhyNot() async throws {
        let reason = Mutex<String?>("store is opening")
        try await listener(readiness: { reason.withLock { $0 } }).whileRunning { port in
            let before = try await LoopbackClient.exchange(port: port, "GET", "/readyz")
            #expect(before?.status == 503)
            #expect(before?.text == "store is opening\n")
            reason.withLock { $0 = nil }
            #expect(try await LoopbackClient.exchange(port: port, "GET", "/readyz")?.status == 200)
        }
    }

    /// T-80: a body of 5 MB; and the bound to the byte.
    @Test(arguments: [(262_144, 200), (262_145, 413), (5_000_000, 413)])
    func aBodyOverTheBoundIsRefused(size: Int, status: Int) async throws {
        let handled = Counter()
        let listener = listener { request in
            handled.add(request.body.count)
            return CallbackAnswer(status: 200)
        }
        try await listener.whileRunning { port in
            let body = [UInt8](repeating: 7, count: size)
            let answer = try await LoopbackClient.exchange(
                port: port,
                "POST",
                "/callbacks/sms",
                body: body
            )
            #expect(answer?.status == status)
        }
        #expect(handled.count == (status == 200 ? size : 0))
    }

    @Test func aChunkedBodyIsBoundedToo() async throws {
        let options = HTTPListener.Options(bodyBytesMax: 10)
        try await listener(options).whileRunning { port in
            let client = try LoopbackClient(port: port)
            try await client.send(
                "POST /callbacks/sms HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
                    + "6\r\nabcdef\r\n6\r\nghijkl\r\n0\r\n\r\n"
            )
            #expect(try await client.answer()?.status == 413)
        }
    }

    static let halves = [
        "POST /callbacks/sms HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nabc",
        "POST /callbacks/sms HTTP/1.1\r\nHost: x\r\nX-Slow: ",
        "",
    ]

    @Test(arguments: halves)
    func aClientThatStopsHalfwayIsCutOff(half: String) async throws {
        let handled = Counter()
        let options = HTTPListener.Options(readTimeout: .milliseconds(50))
        let listener = listener(options) { _ in
            handled.add()
            return CallbackAnswer(status: 200)
        }
        try await listener.whileRunning { port in
            let client = try LoopbackClient(port: port)
            if !half.isEmpty { try await client.send(half) }
            // Either is right: a 408, or the connection closed.
            let answer = try await client.answer()
            #expect(answer == nil || answer?.status == 408)
            #expect(handled.count == 0)
            let other = try await LoopbackClient.exchange(port: port, "POST", "/callbacks/sms")
            #expect(other?.status == 200)
        }
    }

    @Test func headersAreBounded() async throws {
        try await listener().whileRunning { port in
            let huge = String(repeating: "x", count: 40_000)
            let answer = try await LoopbackClient.exchange(
                port: port,
                "GET",
                "/healthz",
                headers: [("X-Huge", huge)]
            )
            #expect(answer?.status != 200)
        }
    }

    @Test func noMoreRequestsAreHandledAtOnceThanAllowed() async throws {
        let entered = Counter()
        let leave = Counter()
        let inside = Mutex((now: 0, most: 0))
        let listener = listener(HTTPListener.Options(handlersMax: 2)) { _ in
            inside.withLock { $0 = ($0.now + 1, max($0.most, $0.now + 1)) }
            entered.add()
            await leave.reached(1)
            inside.withLock { $0.now -= 1 }
            return CallbackAnswer(status: 200)
        }
        try await listener.whileRunning { port in
            try await withThrowingTaskGroup(of: Int?.self) { group in
                for _ in 0..<8 {
                    group.addTask {
                        try await LoopbackClient.exchange(
                            port: port,
                            "POST",
                            "/callbacks/sms",
                            headers: [("Connection", "close")]
                        )?.status
                    }
                }
                await entered.reached(2)
                leave.add()
                for try await status in group { #expect(status == 200) }
            }
        }
        #expect(entered.count == 8)
        #expect(inside.withLock { $0.most } <= 2)
    }

    @Test func oneConnectionCarriesManyRequests() async throws {
        try await listener().whileRunning { port in
            let client = try LoopbackClient(port: port)
            for _ in 0..<3 {
                try await client.request("POST", "/callbacks/sms", body: [1, 2, 3])
                #expect(try await client.answer()?.status == 200)
            }
        }
    }

    @Test func whatIsBeingHandledAtShutdownIsStillAnswered() async throws {
        let entered = Counter()
        let durable = Counter()
        let listener = listener { _ in
            entered.add()
            await durable.reached(1)
            return CallbackAnswer(status: 200)
        }
        let group = ServiceGroup(services: [listener], logger: CallbackListenerTests.quiet)
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await group.run() }
            let client = try LoopbackClient(port: try await listener.port())
            try await client.request("POST", "/callbacks/sms", body: [1])
            await entered.reached(1)
            await group.triggerGracefulShutdown()
            #expect(!client.hasBytes)
            durable.add()
            #expect(try await client.answer()?.status == 200)
            try await tasks.waitForAll()
        }
    }

    @Test func aPortInUseIsATypedError() async throws {
        try await listener().whileRunning { port in
            let second = listener(HTTPListener.Options(port: port))
            await #expect(throws: ListenerError.self) {
                try await second.whileRunning { _ in }
            }
        }
    }
}
