package import NudgeCore
internal import NudgeTestKit

/// A few days of a small lender, drawn from a seed: people, rules, and everything that goes wrong.
///
/// The same seed gives the same course on every machine. The last day is left in peace, so that
/// whoever can be reached is reached by its end.
package struct SimulatedCourse: Sendable {
    package let seed: UInt64
    package let start: Instant
    package let end: Instant
    package let people: [SimulatedPerson]
    /// In the order of their instants.
    package let events: [SimulatedEvent]

    /// Long enough for caps of seven days to matter, short enough to play many seeds.
    private static let days = 6
    private static let peopleCount = 14
    private static let troubles = 24

    package init(seed: UInt64) {
        self.seed = seed
        var chance = SeededGenerator(seed: seed)
        let start = Instant.shanghai("2026-11-09 00:00") + .minutes(chance.int(0...1439))
        let end = start + .days(SimulatedCourse.days)
        let today = ZoneRules.shanghai.localDate(start)
        self.start = start
        self.end = end
        people = (1...SimulatedCourse.peopleCount).map { number in
            SimulatedPerson(
                number: number,
                // Two in seven share a number with the one before.
                phone: number % 7 < 2 ? number - number % 7 + 1 : number,
                dueDate: today + chance.int(-4...2)
            )
        }
        events = SimulatedCourse.events(&chance, from: start)
    }

    private static func events(
        _ chance: inout SeededGenerator,
        from start: Instant
    ) -> [SimulatedEvent] {
        let minutes = (days - 1) * 1440
        var events: [SimulatedEvent] = []
        func add(_ count: Int, _ draw: (inout SeededGenerator) -> SimulatedEvent.Kind) {
            for _ in 0..<count {
                let at = start + .minutes(chance.int(1...minutes))
                events.append(SimulatedEvent(at: at, kind: draw(&chance)))
            }
        }
        // A bad hour, no longer: a lane that probes a dead gateway all night shows nothing more.
        for _ in 0..<troubles {
            let at = start + .minutes(chance.int(1...minutes))
            let mood = chance.pick(GatewayMood.allCases)
            events.append(SimulatedEvent(at: at, kind: .gateway(mood)))
            let end = at + .minutes(chance.int(5...60))
            events.append(SimulatedEvent(at: end, kind: .gateway(.healthy)))
        }
        add(3) { .pays(person: $0.int(0...peopleCount - 1)) }
        add(2) { .isHeld(person: $0.int(0...peopleCount - 1)) }
        add(2) { .optsOut(person: $0.int(0...peopleCount - 1)) }
        add(3) { .crash(afterTurns: $0.int(0...6)) }
        add(2) { .clockSteps($0.pick([.minutes(-5), .minutes(-2), .minutes(20), .hours(1)])) }
        events.append(SimulatedEvent(at: start + .minutes(minutes), kind: .gateway(.healthy)))
        // A stable order: two at one minute stay as they were drawn.
        return events.enumerated().sorted {
            ($0.element.at, $0.offset) < ($1.element.at, $1.offset)
        }
        .map(\.element)
    }

    /// Quiet hours by class, three caps, and a reminder a day from the day before the due date on.
    package static let rules = Ruleset.fixture(
        windows: [
            .fixture("08:00", "22:00", scope: RuleScope(classes: [.collection])),
            .fixture("09:00", "20:00", scope: RuleScope(classes: [.notice])),
        ],
        caps: [
            .fixture(most: Invariants.customerDayMost, per: .calendarDay),
            .fixture(most: Invariants.customerWeekMost, per: .rolling(.days(7))),
            .fixture(
                most: Invariants.numberDayMost,
                per: .calendarDay,
                counts: .contactPoint,
                scope: .sms
            ),
        ],
        tiers: [
            .fixture(
                .fixture(
                    days: Array(-1...20),
                    channels: [.sms, .push, .email],
                    preferred: ("08:00", "20:00"),
                    fallbackAfter: .hours(3)
                )
            )
        ]
    )
}

/// One person of a course, with one debt.
package struct SimulatedPerson: Sendable {
    package let number: Int
    /// People with the same one share a number.
    package let phone: Int
    package let dueDate: CivilDate
}

/// Something that happens from outside.
package struct SimulatedEvent: Sendable {
    package var at: Instant
    package var kind: Kind

    package enum Kind: Sendable {
        case gateway(GatewayMood)
        /// Pays all of it.
        case pays(person: Int)
        case isHeld(person: Int)
        /// Replies `TD`.
        case optsOut(person: Int)
        /// The daemon dies after so many turns, with whatever is under way, and starts again.
        case crash(afterTurns: Int)
        case clockSteps(Milliseconds)
    }
}
