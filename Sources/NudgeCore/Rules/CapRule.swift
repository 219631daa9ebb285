/// How often messages may leave.
///
/// It counts contacts leaving, accepted or in doubt. One that names tiers binds the contacts of
/// these tiers alone, and counts those of all.
package struct CapRule: Hashable, Sendable {
    package var name: String
    package var scope: RuleScope
    package var counts: Subject
    package var period: Period
    /// 0 forbids.
    package var most: Int
    /// Counts only contacts with the same template.
    package var isSameContent: Bool
    /// Names of rules of the same rulebook that do not bind where this one does.
    ///
    /// They go on counting what they count.
    package var replaces: [String]
    package var agreement: AgreementClause
    package var basis: Basis

    package init(
        name: String,
        scope: RuleScope,
        counts: Subject,
        period: Period,
        most: Int,
        isSameContent: Bool = false,
        replaces: [String] = [],
        agreement: AgreementClause = .none,
        basis: Basis
    ) {
        self.name = name
        self.scope = scope
        self.counts = counts
        self.period = period
        self.most = most
        self.isSameContent = isSameContent
        self.replaces = replaces
        self.agreement = agreement
        self.basis = basis
    }

    /// Whose contacts are counted together.
    package enum Subject: UInt8, CaseIterable, Sendable {
        case customer
        case debt
        case contactPoint

        package var name: String {
            switch self {
            case .customer: "customer"
            case .debt: "debt"
            case .contactPoint: "contact-point"
            }
        }
    }

    /// The window over which they are counted.
    package enum Period: Hashable, Sendable {
        /// The last so many hours or days, whatever the calendar says; also a minimum gap.
        case rolling(Milliseconds)
        /// From local midnight in the recipient's zone.
        case calendarDay
        /// From local midnight on Monday.
        case calendarWeek
        /// From local midnight on the first.
        case calendarMonth
    }
}

extension CapRule {
    /// What it says, for traces and reports.
    var words: String {
        let same = isSameContent ? " of the same content" : ""
        return "\(name), at most \(most)\(same) per \(period.words) and \(counts.name)"
            + " (\(basis.kind.name): \(basis.source))"
    }
}

extension CapRule.Period {
    /// `24h`, `day`, `week`, `month`: as in configuration files.
    package var words: String {
        switch self {
        case .rolling(let length): length.description
        case .calendarDay: "day"
        case .calendarWeek: "week"
        case .calendarMonth: "month"
        }
    }
}
