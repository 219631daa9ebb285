import Curl
import NudgeCore
import NudgeGateways
import Testing

struct GatewayClassifyTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let outcome: CurlOutcome
        let answerClass: AnswerClass
        let laneEvent: LaneEvent?
        var vendorID: String?

        init(
            _ name: String,
            _ outcome: CurlOutcome,
            _ answerClass: AnswerClass,
            _ laneEvent: LaneEvent?,
            vendorID: String? = nil
        ) {
            testDescription = name
            self.outcome = outcome
            self.answerClass = answerClass
            self.laneEvent = laneEvent
            self.vendorID = vendorID
        }
    }

    static let json = "application/json; charset=utf-8"

    static func failed(_ code: CurlCode, wasWritten: Bool) -> CurlOutcome {
        .failed(CurlError(code: code, message: "x"), wasWritten: wasWritten)
    }

    static func answer(
        _ status: Int,
        _ body: String = "",
        type: String? = nil,
        retryAfter: String? = nil
    ) -> CurlOutcome {
        GatewayFixture.answer(status, body, type: type, retryAfter: retryAfter)
    }

    static let success = [
        Case("200, empty", answer(200), .accepted, .answered),
        Case("204", answer(204), .accepted, .answered),
        Case("200, text", answer(200, "OK", type: "text/plain"), .accepted, .answered),
        Case(
            "202, id",
            answer(202, "{\"id\":\"v-1\"}", type: json),
            .accepted,
            .answered,
            vendorID: "v-1"
        ),
        Case(
            "64-bit id",
            answer(200, "{\"id\":3487542469355618313}", type: json),
            .accepted,
            .answered,
            vendorID: "3487542469355618313"
        ),
        Case(
            "no type, id",
            answer(200, " {\"id\":\"v\"}"),
            .accepted,
            .answered,
            vendorID: "v"
        ),
        Case("200, cut JSON", answer(200, "{\"id\":\"v", type: json), .unknown, .doubted),
        Case("200, JSON twice", answer(200, "{} {}", type: json), .unknown, .doubted),
        Case("200, HTML as JSON", answer(200, "<html>", type: json), .unknown, .doubted),
        Case("200, a name twice", answer(200, "{\"id\":1,\"id\":2}"), .unknown, .doubted),
        Case("200, error", answer(200, "{\"error\":{\"code\":\"x\"}}"), .unknown, .doubted),
        Case("200, error null", answer(200, "{\"error\":null}"), .accepted, .answered),
    ]

    static let refusals = [
        Case(
            "400 bad recipient",
            answer(400, "{\"error\":{\"code\":\"bad_recipient\"}}"),
            .badRecipient,
            .answered
        ),
        Case(
            "422 opted out",
            answer(422, "{\"error\":{\"code\":\"opted_out\"}}"),
            .optedOut,
            .answered
        ),
        Case(
            "404 misconfigured",
            answer(404, "{\"error\":{\"code\":\"misconfigured\"}}"),
            .misconfigured,
            .answered
        ),
        Case(
            "410 bad recipient",
            answer(410, "{\"error\":{\"code\":\"bad_recipient\"}}"),
            .badRecipient,
            .answered
        ),
        Case(
            "another code",
            answer(400, "{\"error\":{\"code\":\"bad_recipient_maybe\"}}"),
            .misconfigured,
            .failed
        ),
        Case("404, no word", answer(404, "<html>"), .misconfigured, .failed),
        Case(
            "a code on 405 means nothing",
            answer(405, "{\"error\":{\"code\":\"opted_out\"}}"),
            .misconfigured,
            .failed
        ),
        Case("401", answer(401), .authentication, .stopped(.authentication)),
        Case("403", answer(403), .authentication, .stopped(.authentication)),
        Case("402", answer(402), .balance, .stopped(.balance)),
        Case("307", answer(307), .misconfigured, .failed),
        Case("425", answer(425), .retry(after: nil), .failed),
    ]

    static let doubts = [
        Case("302", answer(302), .unknown, .doubted),
        Case("408", answer(408), .unknown, .doubted),
        Case("409", answer(409), .unknown, .doubted),
        Case("500", answer(500), .unknown, .doubted),
        Case("503, wait", answer(503, retryAfter: "5"), .unknown, .doubted),
        Case("599", answer(599), .unknown, .doubted),
        Case("600", answer(600), .unknown, .doubted),
        Case("52, written", failed(.gotNothing, wasWritten: true), .unknown, .doubted),
        Case("55, written", failed(.sendError, wasWritten: true), .unknown, .doubted),
        Case("65, written", failed(.cannotRewind, wasWritten: true), .unknown, .doubted),
        Case("28, written", failed(.timeout, wasWritten: true), .unknown, .doubted),
        Case("28, not written", failed(.timeout, wasWritten: false), .notSent, .failed),
        Case("7", failed(.cannotConnect, wasWritten: false), .notSent, .failed),
        Case("expired", .notSent(.expired), .notSent, nil),
        Case("recalled", .notSent(.cancelled), .notSent, nil),
        Case("shutdown", .notSent(.shuttingDown), .notSent, nil),
    ]

    @Test(arguments: success + refusals + doubts)
    func anOutcomeHasItsClass(_ test: Case) throws {
        let gateway = try GatewayFixture.gateway()
        let answer = gateway.classify(test.outcome, now: GatewayFixture.now)
        #expect(answer.answerClass == test.answerClass)
        #expect(answer.laneEvent == test.laneEvent)
        #expect(answer.vendorID == test.vendorID)
        #expect(!answer.detail.isEmpty)
    }

    /// 2027-01-15T08:00:00Z is now.
    static let waits: [(String?, Milliseconds?)] = [
        ("17", .seconds(17)), ("0", .zero), ("  3", .seconds(3)), (nil, nil), ("soon", nil),
        ("-1", nil), ("1.5", nil), ("99999999999999", .days(365)),
        ("Fri, 15 Jan 2027 08:01:00 GMT", .seconds(60)),
        ("Fri, 15 Jan 2027 07:00:00 GMT", .zero),
        ("Fri, 31 Feb 2027 07:00:00 GMT", nil), ("Fri, 15 Jan 2027 08:01:00 CET", nil),
    ]

    @Test(arguments: waits)
    func aRateLimitBringsItsWait(_ header: String?, _ wait: Milliseconds?) throws {
        let gateway = try GatewayFixture.gateway()
        let answer = gateway.classify(Self.answer(429, retryAfter: header), now: GatewayFixture.now)
        #expect(answer.answerClass == .rateLimited(after: wait, scope: .gateway))
        #expect(answer.laneEvent == .rateLimited(after: wait))
    }

    /// T-65.
    @Test func aServerErrorIsSureOnlyIfTheFileSaysSo() throws {
        let gateway = try GatewayFixture.gateway { $0.sureStatuses = [503] }
        let now = GatewayFixture.now
        let sure = gateway.classify(Self.answer(503), now: now)
        #expect(sure.answerClass == .retry(after: nil))
        let waiting = gateway.classify(Self.answer(503, retryAfter: "5"), now: now)
        #expect(waiting.answerClass == .rateLimited(after: .seconds(5), scope: .gateway))
        #expect(gateway.classify(Self.answer(502), now: now).answerClass == .unknown)
    }

    @Test func aDetailShowsNoWholeNumberAndStaysOnOneLine() throws {
        let body = """
            {"error":{"code":"bad_recipient","message":"no such number \
            13800138000\\nor １３８００１３８０００"}}
            """
        let answer = try GatewayFixture.gateway()
            .classify(Self.answer(400, body), now: GatewayFixture.now)
        #expect(
            answer.detail
                == "400 bad_recipient: no such number *******8000 or *******８０００"
        )
        let long = "{\"error\":{\"message\":\"\(String(repeating: "x", count: 5000))\"}}"
        let bounded = try GatewayFixture.gateway()
            .classify(Self.answer(400, long), now: GatewayFixture.now)
        #expect(bounded.detail.count < 250)
    }
}
