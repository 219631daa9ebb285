import NudgeCore
import Testing

struct ReceiptWatchTests {
    static let start = Instant(seconds: 1_800_000_000)

    @Test func aGatewayThatSaysNothingForLongFallsSilentAndIsHeardAgain() {
        var watch = ReceiptWatch()
        for index in 0..<ReceiptWatch.acceptedMin {
            #expect(watch.accepted(at: Self.start + .seconds(index)) == nil)
        }
        #expect(watch.look(at: Self.start + .minutes(30) + Milliseconds(-1)) == nil)
        #expect(watch.look(at: Self.start + .minutes(30)) == .fellSilent)
        #expect(watch.isSilent)
        #expect(watch.look(at: Self.start + .minutes(40)) == nil)
        #expect(watch.received() == .flowsAgain)
        #expect(!watch.isSilent)
        #expect(watch.received() == nil)
    }

    @Test func fewMessagesSayNothing() {
        var watch = ReceiptWatch()
        for _ in 0..<(ReceiptWatch.acceptedMin - 1) { _ = watch.accepted(at: Self.start) }
        #expect(watch.look(at: Self.start + .days(1)) == nil)
        #expect(watch.accepted(at: Self.start + .days(1)) == .fellSilent)
    }

    @Test func aReceiptBeginsTheCountAnew() {
        var watch = ReceiptWatch()
        for _ in 0..<500 { _ = watch.accepted(at: Self.start) }
        #expect(watch.received() == nil)
        #expect(watch.accepted(at: Self.start + .hours(1)) == nil)
        #expect(watch.look(at: Self.start + .hours(3)) == nil)
    }
}
