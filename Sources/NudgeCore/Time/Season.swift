/// A month and a day of it, in no year.
package struct MonthDay: Hashable, Comparable, Sendable, CustomStringConvertible {
    package var month: UInt8
    package var day: UInt8

    /// `nil` when no year has such a day; 29 February is one.
    package init?(month: Int, day: Int) {
        guard (1...12).contains(month), day >= 1,
            day <= CivilDate.days(inMonth: month, of: 2000)
        else { return nil }
        self.month = UInt8(month)
        self.day = UInt8(day)
    }

    package init(_ date: CivilDate) {
        let (_, month, day) = date.components
        self.month = UInt8(month)
        self.day = UInt8(day)
    }

    /// Reads `06-01`.
    package init?(parsing text: some StringProtocol) {
        var scanner = DigitScanner(text)
        guard let month = scanner.number(digits: 2), scanner.take("-"),
            let day = scanner.number(digits: 2), scanner.isAtEnd
        else { return nil }
        self.init(month: Int(month), day: Int(day))
    }

    package static func < (left: MonthDay, right: MonthDay) -> Bool {
        (left.month, left.day) < (right.month, right.day)
    }

    /// The day after it in a leap year: every day that any year has.
    package var next: MonthDay {
        var next = self
        if Int(day) < CivilDate.days(inMonth: Int(month), of: 2000) {
            next.day += 1
        } else {
            next.day = 1
            next.month = month == 12 ? 1 : month + 1
        }
        return next
    }

    package var description: String {
        "\(twoDigits(Int64(month)))-\(twoDigits(Int64(day)))"
    }
}

/// A stretch of every year, both ends included; it may cross the year's end.
package struct Season: Hashable, Sendable, CustomStringConvertible {
    package var from: MonthDay
    package var to: MonthDay

    package init(from: MonthDay, to: MonthDay) {
        self.from = from
        self.to = to
    }

    package func contains(_ day: MonthDay) -> Bool {
        from <= to ? from <= day && day <= to : day >= from || day <= to
    }

    /// Whether it leaves out no day of the year.
    package var isWholeYear: Bool { to.next == from }

    package var description: String { "\(from)..\(to)" }
}
