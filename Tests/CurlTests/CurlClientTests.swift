import Curl
import Glibc
import NudgeTestKit
import Testing

@Suite(.bothWays, .timeLimit(.minutes(1)))
struct CurlClientTests {
    @Test func aRequestArrivesAsItWasGivenAndItsAnswerComesBack() async throws {
        let server = try LoopbackServer { _ in
            .answer(
                status: 202,
                headers: ["Content-Type: application/json", "X-Other: 1"],
                body: "{\"id\":\"v-1\"}"
            )
        }
        let harness = try CurlHarness()
        let answer = try #require(
            try await harness.send(.message(7, to: server.url + "a?b=c")).answer
        )
        #expect(answer.status == 202)
        #expect(answer.headers == [CurlHeader(name: "content-type", value: "application/json")])
        #expect(String(decoding: answer.body, as: UTF8.self) == "{\"id\":\"v-1\"}")
        let request = try #require(server.requests.first)
        #expect(request.method == "POST")
        #expect(request.target == "/a?b=c")
        #expect(request.bodyText == "{\"id\":\"m-7\"}")
        #expect(request.header("content-length") == "12")
        #expect(request.header("transfer-encoding") == nil)
        #expect(request.header("expect") == nil)
        #expect(request.header("webhook-id") == "m-7")
        #expect(request.headers.filter { $0.name.lowercased() == "content-type" }.count == 1)
    }

    @Test(arguments: [CurlRequest.Method.get, .post, .put, .delete])
    func aReusedHandleKeepsNothingOfTheRequestBefore(_ method: CurlRequest.Method) async throws {
        let server = try LoopbackServer { _ in .answer() }
        let harness = try CurlHarness()
        for other in [CurlRequest.Method.get, .post, .put, .delete] {
            _ = try await harness.send(
                CurlRequest(
                    id: 1,
                    lane: 1,
                    method: other,
                    url: server.url + "first",
                    headers: ["X-First: 1"],
                    body: other == .get ? [] : Array("first".utf8),
                    schemes: .http
                )
            )
            _ = try await harness.send(
                CurlRequest(id: 2, lane: 1, method: method, url: server.url, schemes: .http)
            )
            let last = try #require(server.requests.last)
            #expect(last.method == method.rawValue)
            #expect(last.target == "/")
            #expect(last.body.isEmpty)
            #expect(last.header("x-first") == nil)
            #expect(last.header("content-length") == (method == .get ? nil : "0"))
        }
        #expect(server.connectionCount == 1)
    }

    @Test func aLargeBodyArrivesWhole() async throws {
        let server = try LoopbackServer { _ in .answer() }
        let harness = try CurlHarness()
        var request = CurlRequest.message(1, to: server.url)
        request.body = (0..<1_500_000).map { UInt8(truncatingIfNeeded: $0 &* 31 >> 3) }
        #expect(try await harness.send(request).answer?.status == 200)
        #expect(server.requests.first?.body == request.body)
    }

    @Test func aRedirectIsAnAnswerAndNotFollowed() async throws {
        let other = try LoopbackServer { _ in .answer() }
        let location = "Location: \(other.url)"
        let server = try LoopbackServer { _ in .answer(status: 302, headers: [location]) }
        let harness = try CurlHarness()
        #expect(try await harness.send(.message(1, to: server.url)).answer?.status == 302)
        #expect(other.connectionCount == 0)
        #expect(server.requests.count == 1)
    }

    /// In a process of its own: the environment is everybody's.
    @Test func theProxyOfTheEnvironmentIsNotUsed() async {
        await #expect(processExitsWith: .success) {
            let proxy = try LoopbackServer { _ in .answer(status: 599) }
            setenv("http_proxy", proxy.url, 1)
            let server = try LoopbackServer { _ in .answer() }
            let harness = try CurlHarness()
            let outcome = try await harness.send(.message(1, to: server.url))
            let isDirect = outcome.answer?.status == 200 && proxy.connectionCount == 0
            exit(isDirect ? EXIT_SUCCESS : EXIT_FAILURE)
        }
    }

    @Test func anAnswerToTooManyRequestsBringsItsWait() async throws {
        let server = try LoopbackServer { _ in .answer(status: 429, headers: ["RETRY-AFTER: 17"]) }
        let harness = try CurlHarness()
        let answer = try #require(try await harness.send(.message(1, to: server.url)).answer)
        #expect(answer.status == 429)
        #expect(answer.header("retry-after") == "17")
    }

    struct Broken: CustomTestStringConvertible {
        let testDescription: String
        let reaction: LoopbackReaction
        let code: CurlCode
    }

    static let brokenAnswers = [
        Broken(
            testDescription: "truncated",
            reaction: .raw("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"id\""),
            code: .partialAnswer
        ),
        Broken(
            testDescription: "garbage",
            reaction: .raw("+OK ready\r\n"),
            code: .unsupportedProtocol
        ),
        Broken(
            testDescription: "too long",
            reaction: .answer(body: String(repeating: "x", count: 65_537)),
            code: .writeError
        ),
        Broken(testDescription: "hanging", reaction: .hang, code: .timeout),
    ]

    @Test(arguments: brokenAnswers)
    func aRequestWithoutACompleteAnswerMayHaveArrived(_ broken: Broken) async throws {
        let server = try LoopbackServer { _ in broken.reaction }
        let harness = try CurlHarness()
        // Only what hangs may run into the timeout, however busy the machine is.
        let request = CurlRequest.message(
            1,
            to: server.url,
            totalTimeoutMilliseconds: broken.code == .timeout ? 1_000 : 30_000
        )
        let failure = try #require(try await harness.send(request).failure)
        #expect(failure.code == broken.code)
        #expect(failure.wasWritten)
        #expect(await server.requests(atLeast: 1).count == 1)
    }

    @Test func theLongestAnswerAllowedIsTaken() async throws {
        let server = try LoopbackServer { _ in .answer(body: String(repeating: "x", count: 65_536))
        }
        let harness = try CurlHarness()
        let answer = try await harness.send(.message(1, to: server.url)).answer
        #expect(answer?.body.count == 65_536)
    }

    @Test func aRefusedConnectionMeansSurelyNotSent() async throws {
        // Nobody listens there.
        let port = try LoopbackPort()
        let url = "http://127.0.0.1:\(port.number)/"
        let harness = try CurlHarness()
        let failure = try #require(try await harness.send(.message(1, to: url)).failure)
        #expect(failure.code == .cannotConnect)
        #expect(!failure.wasWritten)
        withExtendedLifetime(port) {}
    }

    @Test func anUnknownHostMeansSurelyNotSent() async throws {
        let harness = try CurlHarness()
        let outcome = try await harness.send(.message(1, to: "http://gateway.invalid/"))
        #expect(try #require(outcome.failure).wasWritten == false)
    }

    @Test func aFailedHandshakeMeansSurelyNotSent() async throws {
        let server = try LoopbackServer(
            accept: { _ in .greet(Array("220 no TLS here\r\n".utf8)) },
            react: { _ in .answer() }
        )
        let harness = try CurlHarness()
        var request = CurlRequest.message(1, to: "https://127.0.0.1:\(server.port)/")
        request.schemes = .https
        let failure = try #require(try await harness.send(request).failure)
        #expect(failure.code == .tlsConnect)
        #expect(!failure.wasWritten)
    }

    static let schemes: [(CurlSchemes, String)] = [
        (.https, "http://127.0.0.1:"), ([], "http://127.0.0.1:"), (.http, "https://127.0.0.1:"),
        ([.http, .https], "ftp://127.0.0.1:"), ([.http, .https], "gopher://127.0.0.1:"),
        ([.http, .https], "file:///etc/passwd#"),
    ]

    @Test(arguments: schemes)
    func aSchemeThatIsNotAllowedIsRefusedBeforeConnecting(
        _ allowed: CurlSchemes,
        _ start: String
    ) async throws {
        let server = try LoopbackServer { _ in .answer() }
        let harness = try CurlHarness()
        var request = CurlRequest.message(1, to: "\(start)\(server.port)")
        request.schemes = allowed
        let outcome = try await harness.send(request)
        if let failure = outcome.failure {
            #expect(!failure.wasWritten)
            #expect(failure.code == .unsupportedProtocol)
        } else {
            #expect(outcome.unsent != nil)
        }
        #expect(server.connectionCount == 0)
    }

    static let invalid: [(String, CurlRequest)] = {
        var broken = CurlRequest.message(1, to: "http://127.0.0.1:1/")
        broken.headers = ["X-A: 1\r\nX-B: 2"]
        var many = CurlRequest.message(1, to: "http://127.0.0.1:1/")
        many.headers = (0..<100).map { "X-\($0): 1" }
        return [
            ("a line break in a header", broken),
            ("a hundred headers", many),
            ("a NUL in the URL", .message(1, to: "http://127.0.0.1:1/\0x")),
            ("a blank in the URL", .message(1, to: "http://127.0.0.1:1/a b")),
        ]
    }()

    @Test(arguments: invalid)
    func aRequestThatCannotBeSentIsCompletedAsNotSent(
        _ name: String,
        _ request: CurlRequest
    ) async throws {
        let harness = try CurlHarness()
        let outcome = try await harness.send(request)
        guard case .invalid = outcome.unsent else {
            Issue.record("\(name): \(outcome)")
            return
        }
        let server = try LoopbackServer { _ in .answer() }
        let after = try await harness.send(.message(2, to: server.url))
        #expect(after.answer?.status == 200, "the handle can be used again")
    }
}
