package import NudgeCore

/// What is foreseen for each gateway, by the day or the hour, against what it can take.
///
/// Each text message waits for its turn in the gateway's own token bucket and windows, in the order
/// of time, as the lane would send it: so a crowded hour shows how late its last message leaves.
package struct PlanHours {
    private let rules: RulesInForce
    private let period: Period
    private let zone: ZoneRules
    private var lanes: [PacedLane]
    private var open: Bucket?
    package private(set) var rows: [Row] = []

    package enum Period: String, CaseIterable, Sendable {
        case hour
        case day
    }

    /// One gateway in one day or hour of the rulebook's zone.
    package struct Row: Hashable, Sendable {
        package var date: CivilDate
        /// 0...23; `nil`: the whole day.
        package var hour: Int?
        package var gateway: String
        package var contacts: Int
        package var segments: Int
        /// Segments that its rate lets through while windows are open; `nil`: it has no rate.
        package var capacity: Int?
        /// How long after its own instant the last one leaves.
        package var latest: Milliseconds
        package var price: Money?

        /// More is asked of it than it can take.
        package var isOver: Bool { capacity.map { segments > $0 } ?? false }
    }

    private struct Bucket {
        var date: CivilDate
        var hour: Int?
        var loads: [Load]
    }

    private struct Load {
        var contacts = 0
        var segments = 0
        var latest = Milliseconds.zero
        /// The classes and channels that were asked for.
        var scopes: Set<ClassChannelSet> = []

        mutating func add(_ segments: Int, late: Milliseconds, scope: ClassChannelSet) {
            contacts += 1
            self.segments += segments
            latest = max(latest, late)
            scopes.insert(scope)
        }
    }

    package init(_ plan: PlanRows, rules: RulesInForce, by period: Period) {
        self.rules = rules
        self.period = period
        zone = rules.ruleset.defaultZone
        lanes = rules.gateways.map(PacedLane.init)
        plan.forEach { slice, row in
            if !slice.place(row).isCase { add(row, in: slice) }
        }
        close()
    }

    private mutating func add(_ row: PlanRow, in slice: PlanSlice) {
        let (date, clock) = zone.local(row.instant)
        let hour = period == .hour ? Int(clock / 3_600_000) : nil
        if open.map({ $0.date != date || $0.hour != hour }) ?? true {
            close()
            open = Bucket(
                date: date,
                hour: hour,
                loads: Array(repeating: Load(), count: lanes.count)
            )
        }
        let place = slice.place(row)
        let step = rules.ruleset.strategy.tiers[place.tier].steps[place.step]
        let channel = step.channels[place.stepChannel].channel
        let window = WindowQuestion(
            rules: rules.ruleset,
            zone: rules.ruleset.zones[slice.zoneName(row)] ?? zone,
            channel: channel,
            messageClass: place.messageClass
        )
        let gateway = place.gateway
        let segments = Int(max(row.segments, 1))
        let leaves = lanes[gateway].send(segments, at: row.instant, window)
        open?.loads[gateway].add(
            segments,
            late: leaves - row.instant,
            scope: ClassChannelSet(place.messageClass, channel)
        )
    }

    private mutating func close() {
        guard let bucket = open else { return }
        for (gateway, load) in bucket.loads.enumerated() where load.contacts > 0 {
            let settings = rules.gateways[gateway]
            rows.append(
                Row(
                    date: bucket.date,
                    hour: bucket.hour,
                    gateway: settings.name,
                    contacts: load.contacts,
                    segments: load.segments,
                    capacity: settings.ratePerSecond.map {
                        Int($0 * Double(openMinutes(bucket, load.scopes) * 60))
                    },
                    latest: load.latest,
                    price: settings.price.map {
                        Money(
                            millionths: $0.cost(messages: load.contacts, segments: load.segments),
                            currency: $0.currency
                        )
                    }
                )
            )
        }
        open = nil
    }

    /// Minutes at which anything that was asked for may leave.
    private func openMinutes(_ bucket: Bucket, _ scopes: Set<ClassChannelSet>) -> Int {
        var minutes = MinuteSet()
        for messageClass in MessageClass.allCases {
            for channel in Channel.allCases
            where scopes.contains(ClassChannelSet(messageClass, channel)) {
                let window = WindowQuestion(
                    rules: rules.ruleset,
                    zone: zone,
                    channel: channel,
                    messageClass: messageClass
                )
                minutes.formUnion(window.minutes(on: bucket.date))
            }
        }
        if let hour = bucket.hour {
            minutes.formIntersection(MinuteSet(from: hour * 60, to: hour * 60 + 60))
        }
        return minutes.count
    }
}

/// A gateway's lane on a virtual clock: how fast it lets messages through, in order.
private struct PacedLane {
    private var bucket: TokenBucket?
    private var last = Instant.distantPast

    init(_ settings: GatewaySettings) {
        bucket = settings.ratePerSecond.map {
            TokenBucket(ratePerSecond: $0, burst: settings.burst, now: .distantPast)
        }
    }

    /// When a message that is due at an instant leaves.
    mutating func send(_ segments: Int, at instant: Instant, _ window: WindowQuestion) -> Instant {
        guard var bucket else { return instant }
        var leaves = bucket.opening(for: segments, now: max(instant, last))
        if leaves > instant, let opening = window.opening(from: leaves), opening.from > leaves {
            leaves = bucket.opening(for: segments, now: opening.from)
        }
        _ = bucket.take(segments, now: leaves)
        self.bucket = bucket
        last = leaves
        return leaves
    }
}
