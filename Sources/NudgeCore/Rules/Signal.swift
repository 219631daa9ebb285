/// A fact that can start a cadence or a hand-off before anything is overdue: an early warning.
///
/// A signal arises on a day; its cadence counts from that day, and ends when the signal does.
package enum Signal: Hashable, Sendable {
    /// The bank's grade has become one of these, and was another before.
    case riskRisesTo([String])
    /// The use of the limit has come to lie in this range, in thousandths, and was below before.
    case utilisation(CountRange)
    case autopayFailed
    /// The minimum was missed, for the first time in twelve months by the bank's count and by ours.
    case firstMissedMinimum
    /// The customer wrote: not of a debt, and no early warning, but answered at once.
    case reply

    /// Twelve months, as banks count.
    fileprivate static let memoryDays = 365

    /// The purpose of what the cadence says, and so its occasions' own.
    package var purpose: Purpose {
        switch self {
        case .riskRisesTo: .riskRise
        case .utilisation: .utilisation
        case .autopayFailed: .autopayFailure
        case .firstMissedMinimum: .missedMinimum
        case .reply: .courtesy
        }
    }

    /// As it is told to people.
    package var words: String {
        switch self {
        case .riskRisesTo(let grades): "risk has risen to \(grades.joined(separator: " or "))"
        case .utilisation(let range): "the limit is used to \(range.from / 10) % or more"
        case .autopayFailed: "a standing order failed"
        case .firstMissedMinimum: "a minimum was missed for the first time"
        case .reply: "the customer wrote"
        }
    }
}

extension CustomerFacts {
    /// The day on which a signal of a debt arose that still holds today; `nil`: it does not.
    func dayOf(
        _ signal: Signal,
        of debt: Debt,
        on today: CivilDate,
        in zone: ZoneRules
    ) -> CivilDate? {
        guard let day = debt.dayOf(signal, on: today, in: zone) else { return nil }
        if signal == .firstMissedMinimum, wasLateBefore(debt, on: today, in: zone) { return nil }
        return day
    }

    /// Whether we collected this debt for an earlier due date within the last twelve months: some
    /// banks never tell how often it was late.
    private func wasLateBefore(_ debt: Debt, on today: CivilDate, in zone: ZoneRules) -> Bool {
        let begin = zone.startOfDay(today + -Signal.memoryDays)
        return history.contains { past in
            past.messageClass == .collection && past.at >= begin && past.isSaid
                && past.speaksOf(debt.id, dueBefore: debt.dueDate)
        }
            || handOffs.contains { past in
                past.at >= begin && past.occasion.debt == debt.id
                    && past.occasion.purpose == .missedMinimum
                    && past.occasion.dueDate <= debt.dueDate
            }
    }
}

extension PastContact {
    fileprivate func speaksOf(_ debt: DebtID, dueBefore date: CivilDate) -> Bool {
        func isEarlier(_ occasion: Occasion) -> Bool {
            guard occasion.debt == debt else { return false }
            // An early warning's date is the day on which its signal arose, after the due date.
            return occasion.purpose == .missedMinimum
                ? occasion.dueDate <= date
                : occasion.dueDate < date && Purpose.ofTiers.contains(occasion.purpose)
        }
        return isEarlier(occasion) || moreOccasions.contains(where: isEarlier)
    }
}

extension Debt {
    /// The day on which a signal arose that still holds today; `nil`: it does not.
    ///
    /// What has been so since the debt is known is no rise. An autopay that failed is a signal
    /// whenever it is first told.
    fileprivate func dayOf(
        _ signal: Signal,
        on today: CivilDate,
        in zone: ZoneRules
    ) -> CivilDate? {
        switch signal {
        case .riskRisesTo(let grades): riseOfRisk(to: grades).map(zone.localDate)
        case .utilisation(let range): riseOfUtilisation(to: range).map(zone.localDate)
        case .autopayFailed: autopay == .failed ? zone.localDate(course.autopaySince) : nil
        case .firstMissedMinimum: firstMissedMinimum(on: today)
        case .reply: nil
        }
    }

    private func riseOfRisk(to grades: [String]) -> Instant? {
        guard let before = course.grades.lastIndex(where: { !grades.contains($0.grade) }),
            before + 1 < course.grades.count, !course.grades[before].grade.isEmpty
        else { return nil }
        return course.grades[before + 1].since
    }

    private func riseOfUtilisation(to range: CountRange) -> Instant? {
        guard let utilisation, range.contains(Int(utilisation)),
            let first = course.utilisations.firstIndex(where: { Int($0.permille) >= range.from }),
            first > 0
        else { return nil }
        return course.utilisations[first].since
    }

    /// Books closed after the due date may count this very time already.
    private func firstMissedMinimum(on today: CivilDate) -> CivilDate? {
        guard case .overdue = standing(on: today), today > lastDayInTime,
            timesLate <= (booksPrecedeDueDate ? 0 : 1)
        else { return nil }
        return lastDayInTime + 1
    }
}
