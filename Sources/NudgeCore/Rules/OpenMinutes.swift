/// The minutes that all windows together leave open, worked out once for every class of dates.
///
/// A row for each set of windows that some channel, class and named tier meets; a column for each
/// class of dates; 184 bytes each. Customers who agreed to or refused something that rules ask for
/// are not in it: `WindowQuestion` intersects their windows by itself.
struct OpenMinutes: Sendable {
    let days: DayClasses
    private let table: [MinuteSet]
    /// The same, word by word.
    private let words: [UInt64]
    /// Where the row of a scope begins, by the scope's index.
    private let rowOfScope: [Int]

    init(_ windows: [CompiledWindow], _ days: DayClasses, slots: Int) {
        self.days = days
        var table: [MinuteSet] = []
        var rowOfScope: [Int] = []
        var known: [[Int]: Int] = [:]
        for slot in 0..<slots {
            for messageClass in MessageClass.allCases {
                for channel in Channel.allCases {
                    let scope = ContactScope(channel, messageClass, slot: slot)
                    let bound = windows.indices.filter {
                        windows[$0].covers(scope) && windows[$0].clause.binds(.none)
                    }
                    if known[bound] == nil {
                        known[bound] = table.count
                        table += (0..<days.count).map { member in
                            OpenMinutes.minutes(bound.map { windows[$0] }, member, days)
                        }
                    }
                    rowOfScope.append(known[bound] ?? 0)
                }
            }
        }
        self.table = table
        words = table.flatMap { set in (0..<MinuteSet.wordCount).map { set.word($0) } }
        self.rowOfScope = rowOfScope
    }

    /// What some windows together leave open on a date of the class.
    static func minutes(
        _ windows: [CompiledWindow],
        _ member: Int,
        _ days: DayClasses
    ) -> MinuteSet {
        var open = MinuteSet.all
        for window in windows { open.formIntersection(window.minutes(member, of: days)) }
        return open
    }

    /// Where the row of the scope begins: looked up once per question.
    func row(_ scope: ContactScope) -> Int { rowOfScope[scope.index] }

    @inline(__always)
    func minutes(_ row: Int, on date: CivilDate) -> MinuteSet {
        table[row + days.index(of: date)]
    }

    /// `MinuteSet.first(from:)` and `firstGap(from:)` of a date, without copying the set.
    @inline(__always)
    func first(_ row: Int, on date: CivilDate, from minute: Int) -> Int? {
        let base = (row + days.index(of: date)) * MinuteSet.wordCount
        return MinuteSet.first(from: minute) { words[base + $0] }
    }

    @inline(__always)
    func firstGap(_ row: Int, on date: CivilDate, from minute: Int) -> Int {
        let base = (row + days.index(of: date)) * MinuteSet.wordCount
        return MinuteSet.firstGap(from: minute) { words[base + $0] }
    }

    @inline(__always)
    func meets(_ row: Int, on date: CivilDate, _ other: borrowing MinuteSet) -> Bool {
        table[row + days.index(of: date)].meets(other)
    }
}
