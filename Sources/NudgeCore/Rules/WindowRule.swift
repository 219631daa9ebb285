/// When messages may leave; several rules intersect.
package struct WindowRule: Sendable {
    package var name: String
    package var scope: RuleScope
    /// What the spans say: open in any of them, or quiet in any of them.
    package var sense: Sense
    package var spans: [Span]
    package var agreement: AgreementClause
    package var basis: Basis

    package init(
        name: String,
        scope: RuleScope,
        sense: Sense = .open,
        spans: [Span],
        agreement: AgreementClause = .none,
        basis: Basis
    ) {
        self.name = name
        self.scope = scope
        self.sense = sense
        self.spans = spans
        self.agreement = agreement
        self.basis = basis
    }

    package enum Sense: UInt8, Sendable {
        /// Messages may leave in any of the spans, and at no other time.
        case open
        /// Messages may leave at any time but in the spans.
        case quiet
    }

    /// A daily span `from..<to` in the recipient's zone; crosses midnight when `to` < `from`, and
    /// then belongs to the day on which it begins.
    package struct Span: Hashable, Sendable {
        package var from: TimeOfDay
        package var to: TimeOfDay
        package var on: DateCondition

        package init(from: TimeOfDay, to: TimeOfDay, on: DateCondition = .always) {
            self.from = from
            self.to = to
            self.on = on
        }

        package init(
            from: TimeOfDay,
            to: TimeOfDay,
            weekdays: Set<Weekday>,
            days: DayCondition = .any
        ) {
            self.init(from: from, to: to, on: DateCondition(weekdays: weekdays, days: days))
        }

        package var crossesMidnight: Bool { to < from }
    }
}

/// Dates on which nothing leaves, whatever the hour.
package struct Blackout: Sendable {
    package var name: String
    package var scope: RuleScope
    package var on: DateCondition
    package var agreement: AgreementClause
    package var basis: Basis

    package init(
        name: String,
        scope: RuleScope,
        on: DateCondition,
        agreement: AgreementClause = .none,
        basis: Basis
    ) {
        self.name = name
        self.scope = scope
        self.on = on
        self.agreement = agreement
        self.basis = basis
    }

    /// The same as a window: quiet all day.
    var window: WindowRule {
        let day = WindowRule.Span(
            from: TimeOfDay(minutes: 0),
            to: TimeOfDay(minutes: 1440),
            on: on
        )
        return WindowRule(
            name: name,
            scope: scope,
            sense: .quiet,
            spans: [day],
            agreement: agreement,
            basis: basis
        )
    }
}

extension Rulebook {
    /// Its windows, then its blackouts: traces number them in this order.
    package var closings: [WindowRule] { windows + blackouts.map(\.window) }
}

extension WindowRule {
    /// What it says, for traces.
    var words: String {
        "\(name) (\(basis.kind.name): \(basis.source))"
    }
}
