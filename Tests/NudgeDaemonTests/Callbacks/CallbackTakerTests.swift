import Foundation
import Logging
import NudgeCore
import NudgeGateways
import NudgeServer
import NudgeStore
import Synchronization
import Testing

@testable import NudgeDaemon

/// What a vendor posts, through the taker into a real store.
struct CallbackTakerTests {
    static let now = Instant(seconds: 1_795_590_000)
    static let phone = "+8613900100001"

    /// A taker over a store in which one customer has the phone.
    final class Desk: Sendable {
        let store: SQLiteStore
        let taker: CallbackTaker
        let clock = VirtualClock(CallbackTakerTests.now)
        let fetched = Mutex<[String]>([])
        private let folder: URL

        init(_ form: CallbackForm, policy: ReplyPolicy = ReplyPolicy()) throws {
            folder = FileManager.default.temporaryDirectory
                .appending(path: "nudge-taker-\(UUID().uuidString)")
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            let zones = ZoneLookup(
                fallback: ZoneRules(name: "Asia/Shanghai", offsetSeconds: 28_800)
            )
            store = try SQLiteStore(
                .init(
                    path: folder.appending(path: "n.db").path,
                    key: MasterKey.generate(),
                    zones: zones
                )
            )
            let customer = CustomerFact(
                reference: "C1",
                name: "王",
                addresses: [Address(kind: .phone, value: CallbackTakerTests.phone)]
            )
            _ = try store.apply(
                FactBatch(
                    source: "bank",
                    asOf: CallbackTakerTests.now,
                    now: CallbackTakerTests.now,
                    run: 0,
                    facts: [.customer(customer)]
                )
            )
            taker = CallbackTaker(
                gateways: [],
                doors: [
                    "v": [
                        try CallbackDoor(
                            form,
                            secrets: ["k": "key-1", "p": "s3cret-s3cret-s3cret"]
                        )
                    ]
                ],
                store: store,
                clock: clock,
                mailbox: EngineMailbox(),
                log: Logger(label: "t") { _ in SwiftLogNoOpLogHandler() },
                policy: policy
            )
        }

        deinit { try? FileManager.default.removeItem(at: folder) }

        func post(
            _ body: String,
            method: String = "POST",
            name: String? = "in",
            tail: String? = "s3cret-s3cret-s3cret",
            query: String = ""
        ) async -> CallbackAnswer {
            await taker.take(
                CallbackRequest(
                    path: CallbackPath(gateway: "v", name: name, tail: tail),
                    method: method,
                    query: query,
                    body: Array(body.utf8),
                    remote: "127.0.0.1"
                )
            )
        }

        func facts() throws -> CustomerFacts {
            try #require(try store.customer(reference: "C1")).facts
        }

        func cases() throws -> [String] {
            try store.cases(after: 0, limit: 9, onlyOpen: true).map { "\($0.kind.name) \($0.team)" }
        }
    }

    static func path(_ name: String) -> WirePath { WirePath(steps: [.name(name)]) }

    static let form = CallbackForm(
        name: "in",
        check: .none,
        pathSecret: "p",
        replies: [
            ReplyForm(
                channel: .sms,
                address: path("from"),
                text: path("text"),
                id: path("id"),
                meaning: MeaningTable(path: path("event"), complaint: ["spamreport"])
            )
        ],
        answer: CallbackAnswerForm(contentType: "text/plain", body: "ok"),
        echo: "echostr"
    )

    static func words(_ text: String, id: String = "1", from: String = "13900100001") -> String {
        "{\"from\":\"\(from)\",\"text\":\"\(text)\",\"id\":\"\(id)\"}"
    }

    @Test func theVendorHearsItsOwnWordsAndTheReplyIsKept() async throws {
        let desk = try Desk(Self.form)
        let answer = await desk.post(Self.words("TD"))
        #expect(answer.status == 200)
        #expect(answer.contentType == "text/plain")
        #expect(answer.body == Array("ok".utf8))
        // The number came without plus and country.
        // Nothing was sent there yet, so every class of the channel is meant.
        let refused = MessageClass.allCases.reduce(into: ClassChannelSet()) {
            $0.insert(ClassChannelSet($1, .sms))
        }
        #expect(try desk.facts().points.map(\.refused) == [refused])
        // The vendor's repeat is known by its id, whenever it comes.
        desk.clock.set(Self.now + .minutes(10))
        #expect(await desk.post(Self.words("TD")).status == 200)
        #expect(try desk.store.replies(after: 0, limit: 9).count == 1)
    }

    @Test func theSecretOfThePathIsAsked() async throws {
        let desk = try Desk(Self.form)
        #expect(await desk.post(Self.words("TD"), tail: nil).status == 404)
        #expect(await desk.post(Self.words("TD"), tail: "wrong").status == 404)
        #expect(try desk.store.replies(after: 0, limit: 9).isEmpty)
    }

    @Test func aCheckOfTheAddressIsEchoed() async throws {
        let desk = try Desk(Self.form)
        #expect(desk.taker.methods(CallbackPath(gateway: "v", name: "in")) == ["POST", "GET"])
        #expect(desk.taker.methods(CallbackPath(gateway: "v", name: "no")) == [])
        let answer = await desk.post("", method: "GET", query: "echostr=abc123")
        #expect(answer.body == Array("abc123".utf8))
    }

    static let meanings: [(String, [HoldReason], [String], ContactPoint.Health)] = [
        ("我已还款", [.saysPaid], [], .good),
        ("没钱，能分期吗", [.hardshipPlan], ["hardship assistance"], .good),
        ("我要投诉", [.complaint], ["complaint complaints"], .good),
        ("你打错了", [], ["contact-repair contact-repair"], .wrongPerson),
        ("今天天气不错", [], [], .good),
        ("自动回复：我在开会", [], [], .good),
    ]

    @Test(arguments: meanings)
    func wordsBecomeFactsThatTheRulesActOn(
        _ text: String,
        _ holds: [HoldReason],
        _ cases: [String],
        _ health: ContactPoint.Health
    ) async throws {
        let desk = try Desk(Self.form)
        #expect(await desk.post(Self.words(text)).status == 200)
        let facts = try desk.facts()
        #expect(facts.holds.map(\.reason) == holds)
        #expect(try desk.cases() == cases)
        #expect(facts.points.map(\.health) == [health])
        // Nothing but a refusal refuses.
        #expect(facts.points.map(\.refused) == [[]])
    }

    @Test func aPaidHoldEndsByItself() async throws {
        let desk = try Desk(Self.form, policy: ReplyPolicy(paidHold: .hours(36)))
        _ = await desk.post(Self.words("已还"))
        #expect(try desk.facts().holds.map(\.until) == [Self.now + .hours(36)])
    }

    @Test func freeTextReachesATeamWhereOneIsNamed() async throws {
        let desk = try Desk(Self.form, policy: ReplyPolicy(freeTextTeam: "front-desk"))
        _ = await desk.post(Self.words("今天天气不错"))
        #expect(try desk.cases() == ["reply front-desk"])
        desk.taker.use(ReplyPolicy())
        desk.clock.set(Self.now + .days(2))
        _ = await desk.post(Self.words("在吗", id: "2"))
        #expect(try desk.cases() == ["reply front-desk"])
    }

    @Test func theGatewaysOwnUnderstandingGoesFirst() async throws {
        let desk = try Desk(Self.form)
        let body =
            "{\"from\":\"13900100001\",\"text\":\"已还\",\"event\":\"spamreport\",\"id\":\"9\"}"
        _ = await desk.post(body)
        #expect(try desk.facts().holds.map(\.reason) == [.complaint])
    }

    /// T-80: what was taken once is answered again, and does nothing.
    @Test func aReplayedTokenDoesNothing() async throws {
        var form = Self.form
        form.check = .mailgun(keys: ["k"], within: nil)
        form.pathSecret = nil
        form.echo = nil
        form.replies[0].id = nil
        let desk = try Desk(form)
        func body(_ text: String) -> String {
            // HMAC-SHA256 of "1t" under "key-1".
            """
            {"from":"13900100001","text":"\(text)","signature":{"timestamp":"1","token":"t",
            "signature":"\(Self.code)"}}
            """
        }
        #expect(await desk.post(body("我要投诉"), tail: nil).status == 200)
        #expect(try desk.facts().holds.count == 1)
        // The body is not signed by that vendor: a forger could put other words to the token.
        #expect(await desk.post(body("TD"), tail: nil).status == 200)
        #expect(try desk.facts().points.map(\.refused) == [[]])
        #expect(try desk.store.replies(after: 0, limit: 9).count == 1)
    }

    /// HMAC-SHA256 of "1t" under "key-1".
    static let code = "b89e4ab0367686159a2502157fc567a1188e57e5e635e0e13c33de6a8f74697f"
}
