/// How a gateway wants to be fed, beside its rate: `pacing` in its file.
package struct PacingForm: Hashable, Sendable {
    /// Segments from one reset to the next; `nil`: no quota.
    package var perDay: Int?
    /// The minute of the day at which the quota resets.
    package var resetMinute: Int
    package var hours: OpenHours?
    package var recipient: [RecipientLimit]
    /// On whose clock the quota, the hours and days are counted, by IANA name; `nil`: the
    /// rulebooks' default.
    package var zone: String?

    package init(
        perDay: Int? = nil,
        resetMinute: Int = 0,
        hours: OpenHours? = nil,
        recipient: [RecipientLimit] = [],
        zone: String? = nil
    ) {
        self.perDay = perDay
        self.resetMinute = resetMinute
        self.hours = hours
        self.recipient = recipient
        self.zone = zone
    }
}

/// A gateway's place among those of its channel: `route` in its file.
package struct RouteForm: Hashable, Sendable {
    /// Lower is asked first.
    package var order: Int
    /// Its part among those of its order; at least 1.
    package var weight: Int

    package init(order: Int = 1, weight: Int = 1) {
        self.order = order
        self.weight = weight
    }

    package static let orderMax = 100
    package static let weightMax = 1000
}

/// What happens to a contact in doubt that nothing else settled: `doubt` in its gateway's file.
package struct DoubtPolicy: Hashable, Sendable {
    /// From when the contact was made.
    package var after: Milliseconds
    package var then: Ending

    package enum Ending: UInt8, CaseIterable, Sendable {
        /// Nobody is asked any more; its places stay taken.
        case expire
        /// It stays listed until a person resolves it.
        case ask

        package var name: String {
            switch self {
            case .expire: "expire"
            case .ask: "ask"
            }
        }
    }

    /// Three days: carriers that report at all have done so.
    package init(after: Milliseconds = .hours(72), then: Ending = .ask) {
        self.after = after
        self.then = then
    }
}
