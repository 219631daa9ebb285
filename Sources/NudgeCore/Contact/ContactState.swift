/// Where a contact stands in its life.
///
/// States only move forward, by `ContactState.after(_:)`.
///
///     leaving ──▶ accepted ──▶ delivered
///      │  │  │        └──────▶ undelivered
///      │  │  └──▶ refused      sure: the gateway said no; its places are given back
///      │  └─────▶ unknown      it may have arrived; a receipt or an operator resolves it
///      ├────────▶ putBack      no byte left; the occasion can be taken again
///      └────────▶ withdrawn    paid or superseded at the last moment
package enum ContactState: UInt8, CaseIterable, Sendable {
    case leaving
    case accepted
    case delivered
    case undelivered
    case refused
    case unknown
    case putBack
    case withdrawn

    package var name: String {
        switch self {
        case .leaving: "leaving"
        case .accepted: "accepted"
        case .delivered: "delivered"
        case .undelivered: "undelivered"
        case .refused: "refused"
        case .unknown: "unknown"
        case .putBack: "put-back"
        case .withdrawn: "withdrawn"
        }
    }

    /// Whether it takes a place under the caps: leaving, accepted or in doubt.
    package var countsAgainstCaps: Bool {
        switch self {
        case .leaving, .accepted, .delivered, .undelivered, .unknown: true
        case .refused, .putBack, .withdrawn: false
        }
    }

    /// The state after `event`, or `nil` when the event comes too late to move anything.
    ///
    /// A receipt is proof and may arrive before our own `accepted`, after `unknown`, twice, or out
    /// of order; nothing moves backwards, and `delivered` is never taken back.
    package func after(_ event: ContactEvent) -> ContactState? {
        switch (self, event) {
        case (.leaving, .answered(let answer)):
            switch answer {
            case .accepted: .accepted
            case .refused: .refused
            case .unknown: .unknown
            case .putBack: .putBack
            case .withdrawn: .withdrawn
            }
        // The answer was lost and is found again, for example by asking the gateway.
        case (.unknown, .answered(.accepted)): .accepted
        case (.unknown, .answered(.refused)): .refused
        case (.leaving, .receipt(let receipt)), (.accepted, .receipt(let receipt)),
            (.unknown, .receipt(let receipt)):
            receipt == .delivered ? .delivered : .undelivered
        // Found out afterwards: only what surely never left gives its place back.
        case (.unknown, .settled(let settlement)):
            switch settlement {
            case .delivered: .delivered
            case .undelivered: .undelivered
            case .notSent: .putBack
            }
        // Some carriers report a failure first and the delivery later: delivery wins.
        case (.undelivered, .receipt(.delivered)): .delivered
        default: nil
        }
    }
}

/// What can happen to a contact.
package enum ContactEvent: Hashable, Sendable {
    case answered(Answer)
    case receipt(Receipt)
    case settled(Settlement)

    /// What a contact in doubt turned out to be.
    package enum Settlement: UInt8, Hashable, CaseIterable, Sendable {
        case delivered
        case undelivered
        /// It surely never left.
        case notSent

        package var name: String {
            switch self {
            case .delivered: "delivered"
            case .undelivered: "undelivered"
            case .notSent: "not-sent"
            }
        }

        package init?(name: String) {
            guard let match = Settlement.allCases.first(where: { $0.name == name }) else {
                return nil
            }
            self = match
        }
    }

    /// The end of our own attempt.
    package enum Answer: UInt8, Hashable, CaseIterable, Sendable {
        case accepted
        case refused
        case unknown
        case putBack
        case withdrawn
    }

    /// What the gateway reported later.
    package enum Receipt: UInt8, Hashable, CaseIterable, Sendable {
        case delivered
        case undelivered
    }
}
