import Logging
import NudgeConfig
import NudgeCore
import NudgeGateways
import NudgeTestKit
import Synchronization
import Testing

@testable import NudgeDaemon

/// Receipts that are pulled, over real sockets.
struct ReceiptPullerTests {
    private static let now = Instant(seconds: 1_795_590_000)

    /// A platform that hands out pages, and may ask for each to be acknowledged.
    private final class Platform: Sendable {
        typealias React = @Sendable (_ path: String, _ body: String) -> LoopbackReaction

        let server: LoopbackServer
        private let course: Course

        /// Paths and bodies, in the order of arrival, and what was kept in between.
        private final class Course: Sendable { let lines = Mutex<[String]>([]) }

        init(_ react: @escaping React) throws {
            let course = Course()
            server = try LoopbackServer { request in
                course.lines.withLock { $0.append("\(request.target) \(request.bodyText)") }
                return react(request.target, request.bodyText)
            }
            self.course = course
        }

        func note(_ line: String) { course.lines.withLock { $0.append(line) } }
        var lines: [String] { course.lines.withLock { $0 } }
    }

    private static func file(_ port: UInt16, acknowledges: Bool, hasToken: Bool) -> String {
        let query = hasToken ? #"query: {token: "${token}"}, "# : ""
        let acknowledge = """
                acknowledge:
                  mark: batch
                  request: {url: "http://127.0.0.1:\(port)/ack", \(query)json: {batch: "${mark}"}}
            """
        let token = """
            token:
              url: "http://127.0.0.1:\(port)/token"
              json: {app: a1}
              value: token
              lifetime: 2h
            """
        return """
            \(hasToken ? token : "")
            kind: http
            channels: [sms]
            url: http://127.0.0.1:\(port)/send
            schemes: [http]
            values: {app: a1}
            request: {json: {to: "${to}", text: "${content}"}}
            answers:
              rules:
                - {when: {status: 200, json: {code: "0"}}, class: accepted}
                - {when: {json: {code: "40001"}}, class: refresh-token}
            pull:
              - name: reports
                every: 30s
                format: json
                request: {url: "http://127.0.0.1:\(port)/pull", \(query)json: {app: "${values.app}", max: 2}}
                success: {code: "0"}
                items: list
                receipt:
                  id: id
                  status: {path: state, delivered: ok, others: undelivered}
                  time: {path: at, style: seconds}
            \(acknowledges ? acknowledge : "")
            """
    }

    private static func source(
        _ port: UInt16,
        acknowledges: Bool = true,
        hasToken: Bool = false
    ) throws -> PullSource {
        let problems = ConfigProblemList(file: "v.yaml")
        let settings = try #require(
            GatewayReader.read(
                name: "v",
                text: file(port, acknowledges: acknowledges, hasToken: hasToken),
                problems: problems,
                zones: ZoneStore()
            ),
            "\(problems.sorted)"
        )
        return try #require(
            try GatewayAssembly.gateways([settings]).first?.http?.pullSources.first
        )
    }

    private static func puller(
        _ platform: Platform,
        acknowledges: Bool = true,
        fetcher: PullFetcher? = nil,
        lane: Int32 = 0,
        log: LogLines = LogLines(),
        keep: (@Sendable ([InboundEvent]) throws -> Void)? = nil
    ) throws -> ReceiptPuller {
        ReceiptPuller(
            try source(platform.server.port, acknowledges: acknowledges),
            fetcher: try fetcher ?? PullFetcher(lanes: 1) { now.milliseconds },
            lane: lane,
            clock: VirtualClock(now),
            log: log.logger
        ) { events, gateway, _ in
            if let keep { try keep(events) }
            platform.note("kept \(events.count) of \(gateway)")
        }
    }

    private static func page(_ ids: [String], batch: Int) -> LoopbackReaction {
        let items = ids.map { #"{"id":"\#($0)","state":"ok","at":1795589000}"# }
        return .answer(
            body: #"{"code":"0","batch":\#(batch),"list":[\#(items.joined(separator: ","))]}"#
        )
    }

    private static let empty = LoopbackReaction.answer(body: #"{"code":"0","list":[]}"#)

    @Test func pagesArePulledUntilOneIsEmptyAndAcknowledgedOnceTheyAreKept() async throws {
        let left = Mutex([Self.page(["1", "2"], batch: 7), Self.page(["3"], batch: 8)])
        let platform = try Platform { path, _ in
            guard path == "/pull" else { return .answer(body: "{}") }
            return left.withLock { $0.isEmpty ? Self.empty : $0.removeFirst() }
        }
        let round = await (try Self.puller(platform)).round()
        #expect(round == ReceiptPuller.Round(pages: 2, events: 3))
        let ask = #"/pull {"app":"a1","max":2}"#
        #expect(
            platform.lines == [
                ask, "kept 2 of v", #"/ack {"batch":7}"#,
                ask, "kept 1 of v", #"/ack {"batch":8}"#, ask,
            ]
        )
    }

    @Test func whatCouldNotBeKeptIsNotAcknowledged() async throws {
        struct Full: Error {}
        let platform = try Platform { _, _ in Self.page(["1"], batch: 7) }
        let puller = try Self.puller(platform) { _ in throw Full() }
        #expect(await puller.round().isFailed)
        #expect(platform.lines.count == 1)
    }

    static let broken: [(String, LoopbackReaction)] = [
        ("a status", .answer(status: 500)),
        ("no JSON", .answer(body: "<html>")),
        ("a code", .answer(body: #"{"code":"9","list":[{"id":"1","state":"ok"}]}"#)),
        ("nothing readable", .answer(body: #"{"code":"0","batch":1,"list":[{"x":1}]}"#)),
        ("no mark", .answer(body: #"{"code":"0","list":[{"id":"1","state":"ok"}]}"#)),
        ("no answer", .close),
    ]

    @Test(arguments: broken)
    func aFailureIsSaidOnceAndAskedForEverLess(
        _ what: String,
        _ reaction: LoopbackReaction
    ) async throws {
        let isMended = Mutex(false)
        let platform = try Platform { path, _ in
            isMended.withLock { $0 } ? Self.empty : reaction
        }
        let log = LogLines()
        let puller = try Self.puller(platform, log: log)
        var waits: [Milliseconds] = []
        for _ in 0..<7 {
            #expect(await puller.round().isFailed, "\(what)")
            waits.append(await puller.wait)
        }
        #expect(waits.prefix(4) == [.minutes(1), .minutes(2), .minutes(4), .minutes(8)])
        #expect(waits.last == .minutes(15))
        let said = { log.lines.filter { $0.contains("receipts c") } }
        #expect(said().count == 1)
        isMended.withLock { $0 = true }
        #expect(await !puller.round().isFailed)
        #expect(await puller.wait == .seconds(30))
        #expect(said().count == 2)
    }

    @Test func theSamePageAgainEndsTheRound() async throws {
        let platform = try Platform { _, _ in Self.page(["1"], batch: 7) }
        let round = await (try Self.puller(platform, acknowledges: false)).round()
        #expect(round == ReceiptPuller.Round(pages: 1, events: 1))
        #expect(platform.server.requests.count == 2)
    }

    // MARK: Tokens

    private static func held(_ text: String, _ generation: Int) -> TokenDesk.Held {
        TokenDesk.Held(token: AccessToken(text), generation: generation, until: now + .hours(2))
    }

    /// The engine's token is used; a refusal asks for one new one, and no more.
    @Test func aPullCarriesTheGatewaysToken() async throws {
        let good = Mutex("t2")
        let platform = try Platform { path, _ in
            let isGood = good.withLock { path.hasSuffix("token=" + $0) }
            guard isGood else { return .answer(body: #"{"code":"40001"}"#) }
            return path.hasPrefix("/ack") ? .answer(body: "{}") : Self.page(["1"], batch: 7)
        }
        let board = TokenBoard()
        let clock = VirtualClock(Self.now)
        let log = LogLines()
        let puller = ReceiptPuller(
            try Self.source(platform.server.port, acknowledges: true, hasToken: true),
            fetcher: try PullFetcher(lanes: 1) { Self.now.milliseconds },
            lane: 0,
            clock: clock,
            tokens: board,
            log: log.logger
        ) { events, _, _ in platform.note("kept \(events.count)") }
        // Before the first token: soon again, and no failure yet.
        #expect(await puller.round().failure == "there is no token")
        #expect(await puller.wait == .seconds(1))
        #expect(log.lines.isEmpty)
        board.hold(Self.held("t1", 1), for: "v")
        #expect(await puller.round().isFailed)
        #expect(board.takeRefusals() == ["v": 1])
        // The next one is refused for another reason.
        good.withLock { $0 = "t3" }
        board.hold(Self.held("t2", 2), for: "v")
        #expect(await puller.round().isFailed)
        #expect(board.takeRefusals().isEmpty)
        board.hold(Self.held("t3", 3), for: "v")
        #expect(await puller.round().pages == 1)
        #expect(
            platform.lines.suffix(4) == [
                #"/pull?token=t3 {"app":"a1","max":2}"#, "kept 1",
                #"/ack?token=t3 {"batch":7}"#, #"/pull?token=t3 {"app":"a1","max":2}"#,
            ]
        )
        #expect(!log.lines.joined().contains("t2"))
        // Missing for long, it is a failure like any other.
        board.hold(nil, for: "v")
        _ = await puller.round()
        clock.set(Self.now + .minutes(1))
        #expect(await puller.round().isFailed)
        #expect(await puller.wait == .minutes(1))
    }

    @Test func aSlowVendorDelaysNoOther() async throws {
        let gate = LoopbackGate()
        let slow = try Platform { _, _ in
            gate.wait()
            return Self.empty
        }
        let quick = try Platform { _, _ in Self.empty }
        let fetcher = try PullFetcher(lanes: 2) { Self.now.milliseconds }
        let waiting = try Self.puller(slow, fetcher: fetcher, lane: 0)
        let other = try Self.puller(quick, fetcher: fetcher, lane: 1)
        async let first = waiting.round()
        _ = await slow.server.requests(atLeast: 1)
        #expect(await other.round() == ReceiptPuller.Round())
        gate.open()
        #expect(await !first.isFailed)
    }
}

/// What was logged, as lines.
final class LogLines: Sendable {
    private let kept = Mutex<[String]>([])

    var lines: [String] { kept.withLock { $0 } }

    var logger: Logger {
        Logger(label: "test") { _ in Handler(lines: self) }
    }

    private struct Handler: LogHandler {
        let lines: LogLines
        var metadata: Logger.Metadata = [:]
        var logLevel = Logger.Level.debug

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) {
            lines.kept.withLock { $0.append("\(event.level) \(event.message)") }
        }
    }
}
