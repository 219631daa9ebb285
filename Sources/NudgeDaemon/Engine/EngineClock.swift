internal import Glibc
package import NudgeCore
internal import Synchronization

/// The one place where time comes from.
package protocol EngineClock: Sendable {
    func now() -> Instant
}

/// The wall clock of this machine.
package struct WallClock: EngineClock {
    package init() {}

    package func now() -> Instant {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Instant(
            milliseconds: Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
        )
    }
}

/// A clock that stands still until it is set: for the demo, rehearsals and tests.
package final class VirtualClock: EngineClock {
    private let instant: Mutex<Instant>

    package init(_ start: Instant) {
        instant = Mutex(start)
    }

    package func now() -> Instant {
        instant.withLock { $0 }
    }

    /// Sets the clock; also back, as an administrator might.
    package func set(_ new: Instant) {
        instant.withLock { $0 = new }
    }
}
