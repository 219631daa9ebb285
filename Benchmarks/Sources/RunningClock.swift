internal import NudgeCore
internal import NudgeDaemon

/// A clock that begins at an instant of our choice and goes on as real time does.
struct RunningClock: EngineClock {
    private let start: Instant
    private let began: Double

    init(_ start: Instant) {
        self.start = start
        began = ProcessUsage.wallSeconds
    }

    func now() -> Instant {
        start + Milliseconds(Int64((ProcessUsage.wallSeconds - began) * 1000))
    }

    /// Milliseconds from an instant of this clock to a reading of the monotonic one, in any process.
    func milliseconds(from instant: Instant, to nanoseconds: UInt64) -> Double {
        (Double(nanoseconds) / 1e9 - began) * 1000 - Double((instant - start).count)
    }
}
