import Logging
import NudgeCore
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
        watches.received("a")
        #expect(watches.silent(at: Self.start + .minutes(31)).isEmpty)
    }
}
