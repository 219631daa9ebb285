import Foundation
import NudgeCore
import NudgeServer
import Testing

/// The sandbox on a virtual clock: no port, no timer.
@Suite struct SandboxTests {
    private let start = Instant(seconds: 1_795_000_000)

    private func message(_ id: String, to: String = "13800138000") -> SandboxMessage {
        SandboxMessage(id: id, channel: .sms, to: to, text: "您好")
    }

    private func temporaryPath() -> String {
        NSTemporaryDirectory() + "/nudge-sandbox-\(UUID().uuidString).ndjson"
    }

    @Test func everyMessageIsAccountedFor() throws {
        let sandbox = try Sandbox()
        for number in 1...50 { _ = try sandbox.receive(message("n1-\(number)"), now: start) }
        let again = try sandbox.receive(message("n1-7"), now: start + .seconds(1))
        let refused = try sandbox.receive(message("n1-51", to: "19900000001"), now: start)
        #expect(again.record.attempt == 2)
        #expect(again.record.sequence == 51)
        #expect(again.record.sandboxID.hasSuffix("-2"))
        #expect(refused.record.answer == "bad_recipient")
        let totals = sandbox.totals
        #expect(totals.received == 52)
        #expect(totals.distinct == 51)
        #expect(totals.duplicates == 1)
        #expect(totals.taken == 51)
        #expect(totals.takenTwice == 1)
        #expect(sandbox.records(after: 50).map(\.message.id) == ["n1-7", "n1-51"])
        #expect(sandbox.records(after: 3, limit: 2).map(\.sequence) == [4, 5])
        #expect(sandbox.records(after: 52).isEmpty)
    }

    @Test func eventsComeInTheOrderOfTheirInstants() throws {
        let sandbox = try Sandbox()
        for number in 1...2000 { _ = try sandbox.receive(message("n1-\(number)"), now: start) }
        #expect(sandbox.dueEvents(start).isEmpty)
        var events: [SandboxEvent] = []
        var clock = start
        while let next = sandbox.nextEventAt {
            #expect(next > clock)
            clock = next
            #expect(sandbox.dueEvents(clock - Milliseconds(1)).isEmpty)
            let due = sandbox.dueEvents(clock)
            #expect(due.allSatisfy { $0.at == clock })
            events += due
        }
        #expect(events.map(\.at) == events.map(\.at).sorted())
        #expect(Set(events.map(\.contact)).count == 2000)
        #expect(sandbox.pendingCount == 2000)
        for event in events { try sandbox.complete(event, now: clock) }
        #expect(sandbox.pendingCount == 0)
        #expect(sandbox.totals.eventsPosted == 2000)
    }

    @Test func dueEventsAreBoundedByTheLimit() throws {
        let sandbox = try Sandbox()
        for number in 1...10 { _ = try sandbox.receive(message("n1-\(number)"), now: start) }
        let later = start + .hours(1)
        #expect(sandbox.dueEvents(later, limit: 4).count == 4)
        #expect(sandbox.dueEvents(later).count == 6)
    }

    @Test func anEventThatCannotBePostedIsRetriedAndGivenUp() throws {
        let sandbox = try Sandbox()
        _ = try sandbox.receive(message("n1-1"), now: start)
        var clock = try #require(sandbox.nextEventAt)
        var waits: [Milliseconds] = []
        var ids: Set<String> = []
        for _ in 0..<10 {
            guard let event = sandbox.dueEvents(clock).first else { break }
            ids.insert(event.webhookID)
            try sandbox.retry(event, now: clock)
            guard let next = sandbox.nextEventAt else { break }
            waits.append(next - clock)
            clock = next
        }
        #expect(waits == [.seconds(1), .seconds(5), .seconds(30), .minutes(5), .minutes(10)])
        #expect(ids.count == 1, "the same event keeps its webhook id")
        #expect(sandbox.totals.eventsGivenUp == 1)
        #expect(sandbox.pendingCount == 0)
    }

    @Test func givingAnEventBackTwiceTraps() async {
        await #expect(processExitsWith: .failure) {
            let sandbox = try Sandbox()
            let message = SandboxMessage(id: "a", channel: .sms, to: "1", text: "")
            _ = try sandbox.receive(message, now: Instant(seconds: 0))
            let event = sandbox.dueEvents(Instant(seconds: 10_000)).first
            guard let event else { return }
            try? sandbox.complete(event, now: Instant(seconds: 10_000))
            try? sandbox.complete(event, now: Instant(seconds: 10_000))
        }
    }

    @Test func aLedgerFileOutlivesTheProcess() throws {
        let path = temporaryPath()
        defer { try? FileManager.default.removeItem(atPath: path) }
        let posted: SandboxEvent
        let clock = start + .hours(1)
        do {
            let sandbox = try Sandbox(ledgerPath: path)
            for number in 1...20 { _ = try sandbox.receive(message("n1-\(number)"), now: start) }
            _ = try sandbox.receive(message("n1-3"), now: start)
            let events = sandbox.dueEvents(clock)
            #expect(events.count == 21)
            posted = try #require(events.first)
            try sandbox.complete(posted, now: clock)
            // Killed here: twenty events were never posted.
        }
        let sandbox = try Sandbox(ledgerPath: path)
        #expect(sandbox.totals.received == 21)
        #expect(sandbox.totals.takenTwice == 1)
        #expect(sandbox.totals.eventsPosted == 1)
        #expect(sandbox.records().map(\.at) == [Instant](repeating: start, count: 21))
        let events = sandbox.dueEvents(clock)
        #expect(events.count == 20)
        #expect(!events.contains(posted))
        #expect(try sandbox.receive(message("n1-3"), now: clock).record.attempt == 3)
    }

    /// What is throttled is put back, and comes again under another id; also after a restart.
    @Test func whatWasThrottledOnceIsTakenUnderAnotherID() throws {
        let path = temporaryPath()
        defer { try? FileManager.default.removeItem(atPath: path) }
        let (one, other) = ("19900000017", "19900000117")
        func answers(_ sandbox: Sandbox, _ ids: [String], to address: String) throws -> [String] {
            try ids.map {
                try sandbox.receive(message($0, to: address), now: start).record.answer
            }
        }
        do {
            let sandbox = try Sandbox(ledgerPath: path)
            #expect(try answers(sandbox, ["n1-1"], to: one) == ["rate_limited"])
            #expect(try answers(sandbox, ["n1-2"], to: other) == ["rate_limited"])
            #expect(try answers(sandbox, ["n1-3"], to: one) == ["accepted"])
        }
        let sandbox = try Sandbox(ledgerPath: path)
        #expect(sandbox.totals.taken == 1)
        #expect(try answers(sandbox, ["n1-4"], to: other) == ["accepted"])
        #expect(try answers(sandbox, ["n1-5", "n1-6"], to: one) == ["rate_limited", "accepted"])
        #expect(sandbox.totals.taken == 3)
    }

    @Test func aTornLastLineIsCutOff() throws {
        let path = temporaryPath()
        defer { try? FileManager.default.removeItem(atPath: path) }
        do {
            let sandbox = try Sandbox(ledgerPath: path)
            _ = try sandbox.receive(message("n1-1"), now: start)
        }
        let file = try #require(FileHandle(forWritingAtPath: path))
        try file.seekToEnd()
        try file.write(contentsOf: Data("{\"type\":\"mess".utf8))
        try file.close()
        let sandbox = try Sandbox(ledgerPath: path)
        #expect(sandbox.totals.received == 1)
        _ = try sandbox.receive(message("n1-2"), now: start)
        #expect(try Sandbox(ledgerPath: path).totals.received == 2)
    }

    @Test func aLedgerThatIsNoneIsATypedErrorWithItsLine() throws {
        let path = temporaryPath()
        defer { try? FileManager.default.removeItem(atPath: path) }
        try Data("hello\n".utf8).write(to: URL(fileURLWithPath: path))
        #expect(throws: SandboxError.ledgerUnreadable(path: path, line: 1)) {
            try Sandbox(ledgerPath: path)
        }
        #expect(throws: SandboxError.self) { try Sandbox(ledgerPath: "/nonexistent/ledger") }
    }

    @Test func theLedgerFileHasNoTextsAndIsItsOwners() throws {
        let path = temporaryPath()
        defer { try? FileManager.default.removeItem(atPath: path) }
        _ = try Sandbox(ledgerPath: path).receive(message("n1-1"), now: start)
        let text = try String(contentsOfFile: path, encoding: .utf8)
        #expect(text.contains("\"id\":\"n1-1\""))
        #expect(!text.contains("您好"))
        let attributes = try FileManager.default.attributesOfItem(atPath: path)
        #expect(attributes[.posixPermissions] as? Int == 0o600)
    }
}
