/// When a gateway itself lets a message go: its hours, and what it takes for one recipient.
///
/// Beside the rulebooks' windows and caps, which it can only narrow.
struct GatewayQuestion {
    private let hours: OpenHours?
    private let limits: [RecipientLimit]
    private let zone: ZoneRules
    private let margin: Milliseconds
    private let candidate: Candidate
    private let content: UInt32
    private let own: [PastContact]
    private let shared: [PastContact]

    init(
        rules: Ruleset,
        _ candidate: Candidate,
        own: [PastContact],
        shared: [PastContact]
    ) {
        let gateway = rules.gateways[candidate.gateway]
        hours = gateway.hours
        limits = gateway.recipientLimits
        zone = rules.gatewayZones[candidate.gateway]
        margin = gateway.closingMargin
        self.candidate = candidate
        content = rules.contentPrint(of: candidate)
        self.own = own
        self.shared = shared
    }

    /// Why it cannot go at an instant.
    struct Hold {
        var until: Instant
        var reason: Reason
        /// How many places a limit has; 0 for hours.
        var most: Int
    }

    /// What holds it for longest at the instant; `nil`: it can go.
    func hold(at instant: Instant) -> Hold? {
        var worst: Hold?
        if let hours {
            let opening = hours.opening(from: instant, in: zone)
            let isTooLate = closing(after: opening).map { $0 <= opening } ?? false
            let until =
                isTooLate
                ? hours.opening(from: zone.startOfDay(zone.localDate(opening) + 1), in: zone)
                : opening
            if until > instant { worst = Hold(until: until, reason: .gatewayHours, most: 0) }
        }
        for limit in limits {
            guard let free = limit.freeAt(counted(limit, at: instant), at: instant, in: zone),
                worst.map({ free > $0.until }) ?? true
            else { continue }
            worst = Hold(until: free, reason: .gatewayLimit, most: limit.most)
        }
        return worst
    }

    /// When its hours end, with the closing margin taken off; `nil`: they do not.
    func closing(after instant: Instant) -> Instant? {
        hours?.closing(after: instant, in: zone).map { $0 - margin }
    }

    /// The minutes of the recipient's day within its hours; `nil`: all, or his clock is another.
    func minutes(in zone: ZoneRules) -> MinuteSet? {
        guard let hours, zone.name == self.zone.name else { return nil }
        let early = Int((margin.count + 59_999) / 60_000)
        return MinuteSet(from: hours.from, to: max(hours.from, hours.until - early))
    }

    /// The instants of the contacts that a limit counts, oldest first.
    private func counted(_ limit: RecipientLimit, at instant: Instant) -> [Instant] {
        let bound = instant - limit.lengthMax
        var instants: [Instant] = []
        for contact in own where counts(contact, limit, after: bound) {
            instants.append(contact.at)
        }
        let ownCount = instants.count
        for contact in shared where counts(contact, limit, after: bound) {
            instants.append(contact.at)
        }
        return instants.count == ownCount ? instants : instants.sorted()
    }

    /// What is not known is taken to be the same template.
    private func counts(
        _ contact: PastContact,
        _ limit: RecipientLimit,
        after bound: Instant
    ) -> Bool {
        contact.at > bound && contact.point == candidate.point
            && contact.channel == candidate.channel && contact.state.countsAgainstCaps
            && (!limit.isSameTemplate || contact.content == content || contact.content == 0)
    }
}
