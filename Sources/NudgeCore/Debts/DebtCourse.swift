/// How a debt came to be as it is: what early warnings and promises are judged by.
///
/// Which grade is worse, and how much use of a limit is too much, is the strategy's word: here is
/// only what changed when.
package struct DebtCourse: Hashable, Sendable {
    /// One reference: a decision copies debts, and reads none of this unless a strategy asks.
    private var kept: Kept

    /// The grades that the bank gave, oldest first; the last one is the debt's.
    package var grades: [GradeChange] {
        get { kept.grades }
        set { keep(grades: newValue) }
    }
    /// Since when the limit has been used at least so much, without a break: both rise.
    ///
    /// The first entry holds since the debt is known.
    package var utilisations: [Utilisation] {
        get { kept.utilisations }
        set { keep(utilisations: newValue) }
    }
    /// Since when the standing order is as it is.
    package var autopaySince: Instant {
        get { kept.autopaySince }
        set { keep(autopaySince: newValue) }
    }
    /// Since when the books have shown it as owed without a break; payments after them may end that.
    package var owedSince: Instant {
        get { kept.owedSince }
        set { keep(owedSince: newValue) }
    }

    /// A strategy's cadence is over long before a grade has changed so often.
    package static let gradesMax = 6
    /// Finer steps of use than any strategy asks for; beyond it, neighbours are taken together.
    package static let utilisationsMax = 8

    package init(
        grades: [GradeChange] = [],
        utilisations: [Utilisation] = [],
        autopaySince: Instant = .distantPast,
        owedSince: Instant = .distantPast
    ) {
        kept = Kept(
            grades: grades,
            utilisations: utilisations,
            autopaySince: autopaySince,
            owedSince: owedSince
        )
    }

    private final class Kept: Hashable, Sendable {
        let grades: [GradeChange]
        let utilisations: [Utilisation]
        let autopaySince: Instant
        let owedSince: Instant

        init(
            grades: [GradeChange],
            utilisations: [Utilisation],
            autopaySince: Instant,
            owedSince: Instant
        ) {
            self.grades = grades
            self.utilisations = utilisations
            self.autopaySince = autopaySince
            self.owedSince = owedSince
        }

        static func == (left: Kept, right: Kept) -> Bool {
            left === right
                || (left.grades == right.grades && left.utilisations == right.utilisations
                    && left.autopaySince == right.autopaySince
                    && left.owedSince == right.owedSince)
        }

        func hash(into hasher: inout Hasher) {
            hasher.combine(grades)
            hasher.combine(utilisations)
            hasher.combine(autopaySince)
            hasher.combine(owedSince)
        }
    }

    private mutating func keep(
        grades: [GradeChange]? = nil,
        utilisations: [Utilisation]? = nil,
        autopaySince: Instant? = nil,
        owedSince: Instant? = nil
    ) {
        kept = Kept(
            grades: grades ?? kept.grades,
            utilisations: utilisations ?? kept.utilisations,
            autopaySince: autopaySince ?? kept.autopaySince,
            owedSince: owedSince ?? kept.owedSince
        )
    }

    /// A risk grade, and the as-of of the file that first told it.
    package struct GradeChange: Hashable, Sendable {
        /// Empty: the bank gave none.
        package var grade: String
        package var since: Instant

        package init(grade: String, since: Instant) {
            self.grade = grade
            self.since = since
        }
    }

    /// A share of the limit, in thousandths, and since when at least so much has been used.
    package struct Utilisation: Hashable, Sendable {
        package var permille: Int32
        package var since: Instant

        package init(permille: Int32, since: Instant) {
            self.permille = permille
            self.since = since
        }
    }

    mutating func note(grade: String, at instant: Instant) {
        guard grades.last?.grade != grade else { return }
        grades = (grades + [GradeChange(grade: grade, since: instant)])
            .suffix(DebtCourse.gradesMax)
    }

    /// Keeps the staircase: what was used more before is no longer, and the rest goes on.
    mutating func note(utilisation permille: Int32, at instant: Instant) {
        var since = instant
        var utilisations = utilisations
        while let last = utilisations.last, last.permille > permille {
            since = last.since
            utilisations.removeLast()
        }
        if utilisations.last?.permille != permille {
            utilisations.append(Utilisation(permille: permille, since: since))
        }
        // The first one, which is no rise, stays; of the others the lowest says least.
        if utilisations.count > DebtCourse.utilisationsMax { utilisations.remove(at: 1) }
        if utilisations != self.utilisations { self.utilisations = utilisations }
    }
}

extension Debt {
    /// How much of the limit the statement uses, in thousandths; `nil` while the limit is unknown.
    package var utilisation: Int32? {
        guard creditLimit > 0 else { return nil }
        guard statementBalance > 0 else { return 0 }
        // Amounts are bounded (`amountMax`), so that a thousandfold fits.
        return Int32(clamping: statementBalance * 1000 / creditLimit)
    }
}
