/// At which hours of his own day a customer paid or replied before.
package struct Habit: Hashable, Sendable {
    /// How often, by local hour: empty, or 24 counts; each stops at `countMax`.
    package private(set) var hours: [UInt8]

    /// Fewer observations say nothing: the plain spread is used.
    package static let observationsMin = 3
    /// Beyond it an hour is as good as any.
    package static let countMax: UInt8 = 200

    package init() {
        hours = []
    }

    /// `nil` unless there are none or 24.
    package init?(hours: [UInt8]) {
        guard hours.isEmpty || hours.count == 24 else { return nil }
        self.hours = hours
    }

    /// Counts one payment or reply; in any order it comes to the same.
    package mutating func observe(hour: Int) {
        precondition((0..<24).contains(hour), "an hour lies in 0..<24")
        if hours.isEmpty { hours = Array(repeating: 0, count: 24) }
        if hours[hour] < Habit.countMax { hours[hour] += 1 }
    }

    package var observations: Int {
        hours.reduce(0) { $0 + Int($1) }
    }

    /// The hour of those with an open minute at which he is most used to act; the earliest of equals.
    ///
    /// The hours beside it count half: somebody who pays at five to eight is there at eight, too.
    /// `nil` while too little is known, or when nothing open is near any hour of his.
    package func hour(among minutes: MinuteSet) -> Int? {
        guard observations >= Habit.observationsMin else { return nil }
        var best: (hour: Int, weight: Int)?
        for hour in 0..<24 {
            let weight =
                2 * Int(hours[hour]) + Int(hours[(hour + 23) % 24]) + Int(hours[(hour + 1) % 24])
            guard weight > best?.weight ?? 0 else { continue }
            var open = MinuteSet(from: hour * 60, to: hour * 60 + 60)
            open.formIntersection(minutes)
            if !open.isEmpty { best = (hour, weight) }
        }
        return best?.hour
    }
}

extension CustomerFacts {
    /// Learns from a payment or a reply; wakes nobody, since it can only move a contact in its day.
    ///
    /// An instant at the very start of a local day is a day whose time nobody told.
    package mutating func learn(at instant: Instant, zone: ZoneRules) -> Merge {
        let clock = zone.local(instant).milliseconds
        guard clock != 0 else { return .unchanged }
        var next = habit
        next.observe(hour: min(Int(clock / 3_600_000), 23))
        guard next != habit else { return .unchanged }
        habit = next
        return .refreshed
    }
}
