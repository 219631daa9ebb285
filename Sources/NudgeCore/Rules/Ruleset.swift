/// All rules in force at once: what `decide` reads beside the facts.
///
/// Immutable; a reload makes another one with a higher generation. A class, because a decision hands
/// it on many times, and one reference costs less than copying a dozen.
package final class Ruleset: Sendable {
    package let generation: Int64
    package let rulebooks: [Rulebook]
    package let strategy: Strategy
    /// By IANA name; holds at least the default zone of every rulebook.
    package let zones: [String: ZoneRules]
    package let calendar: BusinessCalendar
    package let gateways: [GatewayProfile]
    package let ramp: Ramp

    /// Windows and blackouts, in the order of the rulebooks.
    let compiledWindows: [CompiledWindow]
    let compiledCaps: CompiledCaps
    /// What each rule says, by rulebook and rule: made once, since traces are written for every
    /// contact.
    let capWords: [[String]]
    let windowWords: [[String]]
    /// What all windows together leave open, by scope and class of dates.
    let openMinutes: OpenMinutes
    private let tierSlots: TierSlots
    private let namesTiers: Bool
    private let asksForContent: Bool
    private let agreementIndex: AgreementIndex
    /// Compact prints of the templates of every step of every tier, by channel of the step.
    let contentPrints: [[[UInt32]]]
    /// The preferred hours of every step of every tier.
    let preferredMinutes: [[MinuteSet]]
    /// Every step of every tier on each of its days, by day.
    let schedule: [ScheduledStep]
    /// The same, by tier; a step before a tier's first day is never asked for.
    let tierSchedules: [[ScheduledStep]]
    /// The early warnings: indices of the tiers that bear a signal.
    let warnings: [Int]
    /// The index of the tier whose steps answer replies; `nil`: none are answered.
    let courtesyTier: Int?
    /// How soon a refusal may still be confirmed; `nil`: some rulebook does not let it be.
    let optOutConfirmation: Milliseconds?
    /// Whether some step asks for people.
    let handsOff: Bool
    /// Whether some step's lateness is `merge`.
    let mergesLate: Bool
    /// Days on which a debt can pass from one tier to another by the mere passing of time.
    let tierBoundaries: [Int]
    /// The zone of recipients whose own is unknown: the first rulebook's default.
    package let defaultZone: ZoneRules
    /// The roles that every rulebook lets us contact, a bit each.
    let recipients: UInt8
    /// The same for every step of every tier.
    let stepRecipients: [[UInt8]]
    /// The gateways of every channel, by the channel's raw value: indices, lowest order first.
    package let routes: [[Int]]
    /// On whose clock each gateway's hours and days are counted, in step with `gateways`.
    package let gatewayZones: [ZoneRules]
    /// The days of every tier but the early warnings: the cheapest part of its match.
    let tierDays: [ClosedRange<Int>]
    /// The ramp's share of every tier; empty when nobody is kept out.
    let rampPercents: [Int]

    /// Dates outside `years` are read strictly: what rules ask of a date does not hold there.
    package init(
        generation: Int64,
        rulebooks: [Rulebook],
        strategy: Strategy,
        zones: [String: ZoneRules],
        calendar: BusinessCalendar,
        gateways: [GatewayProfile],
        ramp: Ramp = .everybody,
        years: ClosedRange<CivilDate>? = nil
    ) {
        self.generation = generation
        self.rulebooks = rulebooks
        self.strategy = strategy
        self.zones = zones
        self.calendar = calendar
        self.gateways = gateways
        self.ramp = ramp
        tierSlots = TierSlots(tiers: strategy.tiers.map(\.name), rulebooks: rulebooks)
        namesTiers = tierSlots.count > 1
        asksForContent =
            rulebooks.contains { $0.caps.contains(where: \.isSameContent) }
            || gateways.contains { $0.recipientLimits.contains(where: \.isSameTemplate) }
        agreementIndex = AgreementIndex(rulebooks)
        let (windows, questions) = CompiledWindow.all(rulebooks, tierSlots, agreementIndex)
        compiledWindows = windows
        openMinutes = OpenMinutes(
            windows,
            DayClasses(questions, calendar, years: years ?? DayClasses.years),
            slots: tierSlots.count
        )
        preferredMinutes = strategy.tiers.map { $0.steps.map(\.preferredMinutes) }
        compiledCaps = CompiledCaps(rulebooks, tierSlots, agreementIndex)
        capWords = rulebooks.map { $0.caps.map(\.words) }
        windowWords = rulebooks.map { $0.closings.map(\.words) }
        contentPrints = strategy.tiers.map { tier in
            tier.steps.map { step in step.channels.map { ContentPrint.of(template: $0.template) } }
        }
        let tierCount = Ruleset.tierCount(strategy)
        handsOff = strategy.tiers.contains { $0.steps.contains { $0.handOff != nil } }
        mergesLate = strategy.tiers.contains { $0.steps.contains { $0.lateness == .merge } }
        warnings = strategy.tiers.indices.filter { strategy.tiers[$0].isWarning }
        courtesyTier = strategy.tiers.firstIndex { $0.signal == .reply }
        optOutConfirmation = Ruleset.optOutConfirmation(rulebooks)
        let tiers = strategy.tiers[..<tierCount]
        let schedule = ScheduledStep.schedule(of: strategy)
        self.schedule = schedule.filter { Int($0.tier) < tierCount }
        tierSchedules = strategy.tiers.indices.map { tier in
            let daysFrom = strategy.tiers[tier].match.daysFrom
            return schedule.filter { Int($0.tier) == tier && Int($0.day) >= daysFrom }
        }
        tierBoundaries = Set(
            tiers.flatMap {
                [$0.match.daysFrom] + ($0.match.daysTo.map { [$0 + 1] } ?? [])
            }
        ).sorted()
        let defaultName = rulebooks.first?.defaultZone ?? "Asia/Shanghai"
        guard let zone = zones[defaultName] else {
            preconditionFailure("the rulebook's default zone \(defaultName) is not loaded")
        }
        defaultZone = zone
        recipients = rulebooks.reduce(UInt8.max) { $0 & $1.recipients.bits }
        stepRecipients = strategy.tiers.map { $0.steps.map(\.recipients.bits) }
        routes = Ruleset.routes(gateways)
        gatewayZones = gateways.map { $0.zone.flatMap { zones[$0] } ?? zone }
        tierDays = tiers.map(\.match.days)
        let percents = strategy.tiers.map { ramp.percent(of: $0.name) }
        rampPercents = percents.allSatisfy { $0 == 100 } ? [] : percents
    }

    /// How many tiers there are before the early warnings.
    private static func tierCount(_ strategy: Strategy) -> Int {
        let count = strategy.tiers.firstIndex { $0.signal != nil } ?? strategy.tiers.count
        precondition(
            strategy.tiers[count...].allSatisfy { $0.signal != nil },
            "early warnings stand behind the tiers"
        )
        return count
    }

    /// The shortest of all; `nil` where one allows none.
    private static func optOutConfirmation(_ rulebooks: [Rulebook]) -> Milliseconds? {
        let allowed = rulebooks.map(\.optOutConfirmation?.within)
        return allowed.contains(nil) ? nil : allowed.compactMap(\.self).min()
    }

    private static func routes(_ gateways: [GatewayProfile]) -> [[Int]] {
        Channel.allCases.map { channel in
            gateways.indices.filter { gateways[$0].channels.contains(channel) }
                .sorted { (gateways[$0].order, $0) < (gateways[$1].order, $1) }
        }
    }

    /// The same rules under another generation, or with more zones.
    ///
    /// What was compiled of them is shared: that took the dates of a century, twice over.
    private init(_ known: Ruleset, generation: Int64, zones: [String: ZoneRules]) {
        self.generation = generation
        self.zones = zones
        rulebooks = known.rulebooks
        strategy = known.strategy
        calendar = known.calendar
        gateways = known.gateways
        ramp = known.ramp
        compiledWindows = known.compiledWindows
        compiledCaps = known.compiledCaps
        capWords = known.capWords
        windowWords = known.windowWords
        openMinutes = known.openMinutes
        tierSlots = known.tierSlots
        namesTiers = known.namesTiers
        asksForContent = known.asksForContent
        agreementIndex = known.agreementIndex
        contentPrints = known.contentPrints
        preferredMinutes = known.preferredMinutes
        schedule = known.schedule
        tierSchedules = known.tierSchedules
        warnings = known.warnings
        courtesyTier = known.courtesyTier
        optOutConfirmation = known.optOutConfirmation
        handsOff = known.handsOff
        mergesLate = known.mergesLate
        tierBoundaries = known.tierBoundaries
        defaultZone = known.defaultZone
        recipients = known.recipients
        stepRecipients = known.stepRecipients
        routes = known.routes
        gatewayZones = known.gateways.map { $0.zone.flatMap { zones[$0] } ?? known.defaultZone }
        tierDays = known.tierDays
        rampPercents = known.rampPercents
    }

    /// The same rules under another generation.
    package func with(generation: Int64) -> Ruleset {
        Ruleset(self, generation: generation, zones: zones)
    }

    /// The same rules with the zones that customers may live in besides.
    package func adding(zones more: [String: ZoneRules]) -> Ruleset {
        Ruleset(self, generation: generation, zones: more.merging(zones) { $1 })
    }

    /// The recipient's zone; the rulebook's default where his own is unknown, never "no rule".
    package func zone(of facts: CustomerFacts) -> ZoneRules {
        facts.zone.isEmpty ? defaultZone : zones[facts.zone] ?? defaultZone
    }
}

extension Ruleset {
    /// The number of the tier with this index among those that rules name.
    @inline(__always)
    func slot(ofTier index: Int?) -> Int {
        namesTiers ? tierSlots.slot(ofTier: index) : 0
    }

    /// The print of a candidate's template; 0 where no rule asks for it.
    @inline(__always)
    func contentPrint(of candidate: Candidate) -> UInt32 {
        guard asksForContent else { return 0 }
        return contentPrints[candidate.tier][candidate.step][candidate.stepChannel]
    }

    /// What the customer agreed to and refused, of all that rules name.
    package func agreements(of facts: CustomerFacts) -> AgreementState {
        facts.agreements.isEmpty ? .none : agreementIndex.state(of: facts.agreements)
    }
}

extension Set<Role> {
    /// A bit for each role in the set.
    fileprivate var bits: UInt8 {
        reduce(0) { $0 | $1.bit }
    }
}

extension Role {
    var bit: UInt8 { 1 << rawValue }
}

/// One step of one tier on one of its days relative to the due date.
struct ScheduledStep: Hashable, Sendable {
    var day: Int16
    var tier: Int16
    var step: Int16

    static func schedule(of strategy: Strategy) -> [ScheduledStep] {
        var result: [ScheduledStep] = []
        for (tierIndex, tier) in strategy.tiers.enumerated() {
            for (stepIndex, step) in tier.steps.enumerated() {
                result += step.days.map {
                    ScheduledStep(day: $0, tier: Int16(tierIndex), step: Int16(stepIndex))
                }
            }
        }
        return result.sorted { ($0.day, $0.tier, $0.step) < ($1.day, $1.tier, $1.step) }
    }
}

extension TierMatch {
    /// Without an upper end: up to the last day there is.
    fileprivate var days: ClosedRange<Int> { daysFrom...max(daysTo ?? Int.max, daysFrom) }
}

extension Step {
    /// The preferred hours, as a set.
    fileprivate var preferredMinutes: MinuteSet {
        MinuteSet(from: Int(preferredFrom.minutes), to: Int(preferredTo.minutes))
    }
}
