import Logging
import NudgeCore
import Synchronization
import Testing

@testable import NudgeDaemon

struct ReceiptWatchesTests {
    static let start = Instant(seconds: 1_800_000_000)

    @Test func aSilentGatewayIsToldToDecisionsUntilItSpeaks() {
        let log = Logger(label: "t") { _ in SwiftLogNoOpLogHandler() }
        let watches = ReceiptWatches(gateways: ["a", "b"], log: log)
        for _ in 0..<60 {
            watches.accepted("a", at: Self.start)
            watches.accepted("other", at: Self.start)
        }
        #expect(watches.silent(at: Self.start + .minutes(29)).isEmpty)
        #expect(watches.silent(at: Self.start + .minutes(31)) == ["a"])
        watches.received("a", at: Self.start + .minutes(31))
        #expect(watches.silent(at: Self.start + .minutes(31)).isEmpty)
    }

    /// A restart brings no receipts back: until one comes, nothing may be concluded from silence.
    @Test func whoIsSilentIsKeptForTheNextRun() {
        let log = Logger(label: "t") { _ in SwiftLogNoOpLogHandler() }
        let kept = Mutex<[[String: Instant]]>([])
        let first = ReceiptWatches(gateways: ["a"], log: log) { silent in
            kept.withLock { $0.append(silent) }
        }
        for _ in 0..<60 { first.accepted("a", at: Self.start) }
        let since = Self.start + .minutes(31)
        #expect(first.silent(at: since) == ["a"])
        #expect(kept.withLock { $0 } == [["a": since]])
        let next = ReceiptWatches(
            gateways: ["a", "b"],
            silent: ["a": since, "gone": since],
            log: log
        )
        #expect(next.silent(at: since) == ["a"])
        first.received("a", at: since)
        #expect(kept.withLock { $0.last } == [:])
    }
}
