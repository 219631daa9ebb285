import NudgeCore

/// What one customer owes at the start, and what happens to him in the virtual month.
///
/// Amounts and lateness are the data's; days, hours and everything beside payments are drawn from
/// the id.
struct DemoStory {
    let row: DemoRow
    let start: CivilDate
    let days: Int
    let draw: DemoDraw

    init(row: DemoRow, start: CivilDate, days: Int) {
        self.row = row
        self.start = start
        self.days = days
        draw = DemoDraw(id: row.id)
    }

    var customer: String { DemoPerson(id: row.id).reference }
    var number: String { DemoPerson.digits(row.id, count: 6) }
    var debtReference: String { "card-\(number)" }

    /// Months already late at the start; 0: current.
    var monthsLate: Int { max(row.statusAugust, 0) }
    var owesAnything: Bool { row.billAugust > 0 }
    /// One in seven has a standing order.
    var hasAutopay: Bool { draw.number(.autopay, below: 7) == 0 }
    /// The day of the month on which the card falls due, 1...28, so that every month has it.
    var dueDay: Int { 1 + draw.number(.dueDay, below: 28) }

    /// The first due day from the start on; for those already late, about 30 days a month earlier.
    var dueDate: CivilDate {
        if monthsLate > 0 {
            return start + (draw.number(.lateBy, below: 21) - 10 - 30 * monthsLate)
        }
        let (year, month, day) = start.components
        let next = month == 12 ? (year + 1, 1) : (year, month + 1)
        let (dueYear, dueMonth) = dueDay >= day ? (year, month) : next
        return CivilDate(year: dueYear, month: dueMonth, day: dueDay) ?? start
    }

    /// Whole dollars: the larger of 5 % and 1,000, at most the balance.
    var minimumDue: Int64 {
        min(max(row.billAugust, 0), max((row.billAugust * 5 + 99) / 100, 1000))
    }

    var debt: DebtFact {
        DebtFact(
            reference: debtReference,
            customer: customer,
            product: "信用卡",
            currency: .twd,
            accountTail: DemoPerson.digits(draw.number(.accountTail, below: 10_000), count: 4),
            statementDate: dueDate + -DemoStory.daysFromStatementToDue,
            statementBalance: row.billAugust * DemoStory.minorUnits,
            minimumDue: minimumDue * DemoStory.minorUnits,
            dueDate: dueDate,
            autopay: hasAutopay ? (monthsLate > 0 ? .failed : .scheduled) : .none,
            overdueAmount: min(max(row.billAugust, 0), minimumDue * Int64(monthsLate))
                * DemoStory.minorUnits,
            riskGrade: riskGrade
        )
    }

    /// From August alone: September is the future.
    var riskGrade: String {
        switch row.statusAugust {
        case ...(-1): "A"
        case 0: "B"
        case 1: "C"
        case 2: "D"
        default: "E"
        }
    }

    static let minorUnits: Int64 = 100
    static let daysFromStatementToDue = 20

    /// Local midnight in Shanghai, which is at +08:00 all year (no summer time since 1991).
    static func instant(_ date: CivilDate) -> Instant {
        Instant(milliseconds: Int64(date.daysSinceEpoch) * 86_400_000) - .hours(8)
    }

    static func instant(_ date: CivilDate, minute: Int, second: Int = 0) -> Instant {
        instant(date) + .minutes(minute) + .seconds(second)
    }
}
