/// How many messages one recipient may get through a gateway in a time: what vendors enforce for
/// each number and signature, and what they would otherwise refuse one by one.
///
/// Asked over the customer's history, which knows the channel of a contact but not its gateway: all
/// contacts of the channel count, so that it is never less strict than the vendor.
package struct RecipientLimit: Hashable, Sendable {
    /// At least 1.
    package var most: Int
    package var period: Period
    /// Counts messages of the same template only.
    package var isSameTemplate: Bool

    package enum Period: Hashable, Sendable {
        /// Any stretch of this length.
        case rolling(Milliseconds)
        /// From midnight to midnight, on the gateway's clock.
        case day
    }

    package init(most: Int, period: Period, isSameTemplate: Bool = false) {
        precondition(most >= 1)
        self.most = most
        self.period = period
        self.isSameTemplate = isSameTemplate
    }

    /// When there is a place again, given the instants of those that count, oldest first; `nil`:
    /// there is one at `instant`.
    ///
    /// What lies after `instant` counts too: the clock may have been set back.
    package func freeAt(
        _ counted: [Instant],
        at instant: Instant,
        in zone: ZoneRules
    ) -> Instant? {
        guard counted.count >= most else { return nil }
        let oldest = counted[counted.count - most]
        switch period {
        case .rolling(let length):
            let free = oldest + length
            return free > instant ? free : nil
        case .day:
            let today = zone.localDate(instant)
            return oldest >= zone.startOfDay(today) ? zone.startOfDay(today + 1) : nil
        }
    }

    /// What lies before the instant by more than this does not count.
    package var lengthMax: Milliseconds {
        switch period {
        case .rolling(let length): length
        case .day: .hours(27)
        }
    }
}

extension RecipientLimit: CustomStringConvertible {
    /// `50 per day of the same template`.
    package var description: String {
        let span =
            switch period {
            case .rolling(let length): "\(length)"
            case .day: "day"
            }
        return "\(most) per \(span)" + (isSameTemplate ? " of the same template" : "")
    }
}
