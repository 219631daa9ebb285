import NudgeCore
import NudgeStore
import NudgeTestKit
import Synchronization
import Testing

@testable import NudgeDaemon

@Suite("Vendors that are asked what became of a message")
@WorldActor
struct QueryTests {
    private static let start = Instant.shanghai("2026-11-10 12:00")

    private static let file = """
        kind: http
        channels: [sms]
        url: URLsend
        schemes: [http]
        request: {json: {to: "${to}", text: "${content}", id: "${reference}"}}
        answers: {rules: [{when: {status: 200, json: {code: "0"}}, class: accepted, id: msg}]}
        query:
          url: URLquery
          json: {id: "${reference}"}
          when: {status: 200, json: {code: "0"}}
          id: msg
          rules:
            - {when: {state: delivered}, class: delivered}
            - {when: {state: failed}, class: undelivered}
            - {when: {state: sent}, class: accepted}
            - {when: {state: never}, class: not-taken}

        """

    nonisolated static let words: [(String, ContactState)] = [
        ("delivered", .delivered), ("failed", .undelivered), ("sent", .accepted),
        ("never", .accepted), ("?", .unknown),
    ]

    @Test("a lost answer is asked for by the file's query, until it is known", arguments: words)
    func aLostAnswer(_ word: String, _ state: ContactState) async throws {
        let sent = Mutex(0)
        let asked = Mutex<[String]>([])
        let vendor = try WorldVendor { request in
            guard request.target.hasPrefix("/query") else {
                let isFirst = sent.withLock {
                    $0 += 1
                    return $0 == 1
                }
                return isFirst ? .close : .answer(body: #"{"code":0,"msg":"m2"}"#)
            }
            let count = asked.withLock {
                $0.append(request.member("id") ?? "")
                return $0.count
            }
            // The first question comes too early for the vendor.
            return count == 1
                ? .answer(status: 503) : .answer(body: #"{"code":0,"state":"\#(word)","msg":"m1"}"#)
        }
        var options = World.Options(
            rules: .fixture(
                windows: [.fixture("08:00", "22:00")],
                caps: [.fixture(most: 1, per: .calendarDay)],
                tiers: [.fixture(.fixture(days: [1], preferred: ("08:00", "11:00")))]
            )
        )
        options.adjust = try vendor.adjust(Self.file)
        let world = try World(options, at: Self.start)
        try world.tell(Person.withPhone(1).facts(due: "2026-11-09"))
        try await world.run(until: "2026-11-10 12:20")
        let first = try #require(try world.contacts().first)
        let ids = Set(asked.withLock { $0 })
        #expect(ids == [world.wireID(first)])
        #expect(asked.withLock { $0.count } >= 2)
        #expect(try world.contacts().last?.state == state)
        #expect(sent.withLock { $0 } == (word == "never" ? 2 : 1))
        if word == "sent" { #expect(first.vendorID == "m1") }
        if word != "?" { #expect(asked.withLock { $0.count } == 2) }
    }
}
