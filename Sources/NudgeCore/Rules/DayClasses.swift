/// The dates of a stretch of years, sorted into classes that are alike to all rules in force.
///
/// Whatever rules ask of a date (weekday, calendar, season, list of dates) is answered once for
/// every date when rules are loaded. Dates whose answers are the same, and those of the day before
/// where a span may cross midnight, share a class: afterwards a question costs one array index,
/// whatever it takes to answer it. See `docs/decisions/0006-day-classes.md`.
struct DayClasses: Sendable {
    /// 1970-01-01 to 2100-12-31: 131 years.
    static let years =
        CivilDate(daysSinceEpoch: 0)...CivilDate(daysSinceEpoch: 47_846)

    private let firstDay: Int
    /// By days since `firstDay`; empty when all dates are alike.
    private let classOfDate: [UInt16]
    /// What each class answers: class 0 is that of dates outside, read strictly.
    private let members: [Member]

    /// A class of dates.
    struct Member: Hashable {
        /// The answers of the date, and of the day before it: indices into `answers`.
        var today: UInt16
        var yesterday: UInt16
    }

    /// Distinct rows of answers, one per question.
    private let answers: [[Bool]]
    private let spillAnswers: [[Bool]]

    /// A condition, and how it is read where the calendar cannot tell.
    struct Question: Hashable {
        var condition: DateCondition
        /// The strictest reading: what opens does not apply, what closes does.
        var appliesIfUnknown: Bool
    }

    /// Some of the questions are also asked of the day before.
    init(
        _ asked: DayQuestions,
        _ calendar: BusinessCalendar,
        years: ClosedRange<CivilDate>
    ) {
        let questions = asked.all
        firstDay = Int(years.lowerBound.daysSinceEpoch)
        guard !questions.isEmpty else {
            classOfDate = []
            members = [Member(today: 0, yesterday: 0)]
            answers = [[]]
            spillAnswers = [[]]
            return
        }
        let days = (0...(years.upperBound - years.lowerBound)).map {
            DayTraits(years.lowerBound + $0, calendar)
        }
        // Place 0 stands for all dates outside.
        var today = DayPartition(count: days.count + 1)
        var spill = DayPartition(count: days.count + 1)
        for (question, crosses) in questions {
            var bits = [question.appliesIfUnknown]
            bits.reserveCapacity(days.count + 1)
            for day in days { bits.append(question.applies(on: day, calendar)) }
            today.split(by: bits)
            spill.split(by: crosses ? bits : [])
        }
        answers = today.answers
        spillAnswers = spill.answers
        (classOfDate, members) = DayClasses.pairs(today.classes, spill.classes)
    }

    /// Classes of the pairs of a place's own class and that of the place before it.
    private static func pairs(
        _ today: [UInt16],
        _ spill: [UInt16]
    ) -> (classOfDate: [UInt16], members: [Member]) {
        var classOfDate: [UInt16] = []
        classOfDate.reserveCapacity(today.count)
        var members = [Member(today: today[0], yesterday: spill[0])]
        var known: [Member: UInt16] = [members[0]: 0]
        var last = (member: members[0], index: UInt16(0))
        for place in 1..<today.count {
            let member = Member(today: today[place], yesterday: spill[place - 1])
            if member != last.member {
                let index = known[member] ?? UInt16(members.count)
                if index == members.count {
                    known[member] = index
                    members.append(member)
                }
                last = (member, index)
            }
            classOfDate.append(last.index)
        }
        return (classOfDate, members)
    }

    var count: Int { members.count }

    @inline(__always)
    func index(of date: CivilDate) -> Int {
        let day = Int(date.daysSinceEpoch) - firstDay
        if day >= 0 && day < classOfDate.count { return Int(classOfDate[day]) }
        return 0
    }

    /// Whether the question with this index applies on a date of the class; -1: it always does.
    func applies(_ question: Int, today member: Int) -> Bool {
        question < 0 || answers[Int(members[member].today)][question]
    }

    /// The same of the day before.
    func applies(_ question: Int, yesterday member: Int) -> Bool {
        question < 0 || spillAnswers[Int(members[member].yesterday)][question]
    }
}

extension DayClasses.Question {
    fileprivate func applies(on day: DayTraits, _ calendar: BusinessCalendar) -> Bool {
        switch condition.holds(on: day, calendar) {
        case .no: false
        case .yes: true
        case .unknown: appliesIfUnknown
        }
    }
}

/// Places split by one answer after the other, each into the class of those that agree in all.
private struct DayPartition {
    private(set) var classes: [UInt16]
    /// What each class answered; a question that was not asked counts as "no".
    private(set) var answers: [[Bool]]

    init(count: Int) {
        classes = Array(repeating: 0, count: count)
        answers = [[]]
    }

    /// Splits every class by its places' answers; no answers: all say "no".
    mutating func split(by bits: [Bool]) {
        let old = answers
        guard !bits.isEmpty else {
            answers = old.map { $0 + [false] }
            return
        }
        var next: [UInt16?] = Array(repeating: nil, count: old.count * 2)
        answers = []
        for place in classes.indices {
            let known = Int(classes[place])
            let slot = known * 2 + (bits[place] ? 1 : 0)
            if let found = next[slot] {
                classes[place] = found
            } else {
                next[slot] = UInt16(answers.count)
                classes[place] = UInt16(answers.count)
                answers.append(old[known] + [bits[place]])
            }
        }
    }
}
