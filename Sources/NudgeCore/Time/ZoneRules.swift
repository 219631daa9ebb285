/// A time zone as a table of transitions, read from the system's own time-zone database.
///
/// Local time is computed by segments of constant offset, so that the gap and the overlap of a
/// daylight-saving night need no special case: see `docs/decisions/0004-time-zones.md`.
package struct ZoneRules: Sendable, Hashable {
    package let name: String
    /// Instants, in milliseconds, at which an offset begins; ascending.
    private let transitions: [Int64]
    /// In milliseconds: `offsets[0]` holds before the first transition, `offsets[i + 1]` from
    /// `transitions[i]` on.
    private let offsets: [Int64]

    /// Transitions are seconds since 1970, ascending; offsets are seconds east of Greenwich, one
    /// more than there are transitions.
    package init(name: String, transitions: [Int64], offsets: [Int32]) {
        precondition(offsets.count == transitions.count + 1, "one offset more than transitions")
        self.name = name
        self.transitions = transitions.map { Instant(seconds: $0).milliseconds }
        self.offsets = offsets.map { Int64($0) * 1000 }
    }

    /// A zone that never changes, for tests and for fixed rules.
    package init(name: String, offsetSeconds: Int32) {
        self.init(name: name, transitions: [], offsets: [offsetSeconds])
    }

    /// A stretch of time with one offset.
    package struct Segment: Sendable {
        /// Milliseconds east of Greenwich.
        package var offset: Int64
        /// The first instant of the next segment.
        package var end: Instant
    }

    package func segment(at instant: Instant) -> Segment {
        var low = 0
        var high = transitions.count
        while low < high {
            let middle = (low + high) / 2
            if transitions[middle] <= instant.milliseconds {
                low = middle + 1
            } else {
                high = middle
            }
        }
        let end =
            low < transitions.count
            ? Instant(milliseconds: transitions[low]) : Instant.distantFuture
        return Segment(offset: offsets[low], end: end)
    }

    /// The local date and the milliseconds since its midnight, as clocks there show them.
    package func local(_ instant: Instant) -> (date: CivilDate, milliseconds: Int64) {
        let shifted = instant.milliseconds + segment(at: instant).offset
        let clock = shifted.floorMod(86_400_000)
        return (CivilDate(daysSinceEpoch: Int32((shifted - clock) / 86_400_000)), clock)
    }

    package func localDate(_ instant: Instant) -> CivilDate {
        local(instant).date
    }

    /// The instant at which clocks there first show this date and minute, or would have: a time in
    /// the gap of a spring night gives the instant of the change, a doubled one the first.
    package func instant(of date: CivilDate, minute: Int) -> Instant {
        let wall = Int64(date.daysSinceEpoch) * 86_400_000 + Int64(minute) * 60_000
        var cursor = Instant(milliseconds: wall - 26 * 3_600_000)
        // Each round passes a transition: there are no more rounds than transitions.
        while true {
            let segment = segment(at: cursor)
            let candidate = Instant(milliseconds: wall - segment.offset)
            if candidate < cursor { return cursor }
            if candidate < segment.end || segment.end == .distantFuture { return candidate }
            cursor = segment.end
        }
    }

    /// Local midnight: the first instant of the date.
    package func startOfDay(_ date: CivilDate) -> Instant {
        instant(of: date, minute: 0)
    }
}
