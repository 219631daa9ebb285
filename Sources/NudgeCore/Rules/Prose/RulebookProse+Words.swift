/// The words that sentences are made of.
extension RulebookProse {
    /// A sentence with a blank between Chinese characters and letters or digits.
    ///
    /// Names and phrases of files are not put through it: they stay as they are written.
    func spaced(_ sentence: String) -> String {
        var result = String.UnicodeScalarView()
        var last: Unicode.Scalar?
        for scalar in sentence.unicodeScalars {
            if let last, last.isHan && scalar.isLatin || last.isLatin && scalar.isHan {
                result.append(" ")
            }
            result.append(scalar)
            last = scalar
        }
        return String(result)
    }

    // MARK: Messages and people

    /// Which messages a rule is about.
    func subject(_ scope: RuleScope) -> String {
        let classes = MessageClass.allCases.filter { scope.classes.contains($0) }.map(words)
        let channels = Channel.allCases.filter { scope.channels.contains($0) }.map(words)
        var text = classes.isEmpty ? say("所有信息", "all messages") : list(classes)
        if !channels.isEmpty {
            text = say("经\(list(channels))的\(text)", "\(text) by \(choice(channels))")
        }
        if !scope.tiers.isEmpty {
            let tiers = scope.tiers.sorted()
            text += say("（仅限分层 \(list(tiers))）", " in tier \(choice(tiers))")
        }
        return text
    }

    private func words(_ messageClass: MessageClass) -> String {
        switch messageClass {
        case .notice: say("到期前和到期日的提醒", "reminders of debts that are not overdue")
        case .collection:
            say("逾期催收（含友好提醒）", "messages about overdue debts (friendly ones included)")
        case .marketing: say("营销信息", "marketing messages")
        }
    }

    private func words(_ channel: Channel) -> String {
        switch channel {
        case .sms: say("短信", "SMS")
        case .email: say("电子邮件", "e-mail")
        case .push: say("应用推送", "app push")
        case .wechat: say("微信", "WeChat")
        case .voice: say("语音电话", "voice call")
        }
    }

    func words(_ role: Role) -> String {
        switch role {
        case .debtor: say("债务人本人", "the debtor")
        case .coBorrower: say("共同借款人", "the co-borrower")
        case .guarantor: say("保证人", "the guarantor")
        case .supplementaryHolder: say("附属卡持卡人", "the supplementary holder")
        }
    }

    func words(_ subject: CapRule.Subject) -> String {
        switch subject {
        case .customer: say("同一客户", "one customer")
        case .debt: say("同一笔债务", "one debt's people")
        case .contactPoint:
            say("同一号码、邮箱或设备", "one number, mailbox or device")
        }
    }

    // MARK: Time

    func words(_ span: WindowRule.Span) -> String {
        let isWholeDay = span.from.minutes == 0 && span.to.minutes == 1440
        let days = words(span.on)
        if isWholeDay { return say("\(days)全天", "all day \(days)") }
        let to =
            span.crossesMidnight ? say("次日\(span.to)", "\(span.to) the next day") : "\(span.to)"
        let gap = days.last?.isNumber == true ? " " : ""
        return say("\(days)\(gap)\(span.from)至\(to)", "from \(span.from) to \(to) \(days)")
    }

    func words(_ condition: DateCondition) -> String {
        let parts = [season(condition), dates(condition), holiday(condition), days(condition)]
            .compactMap(\.self)
        return parts.joined(separator: say("、且为", ", "))
    }

    private func days(_ condition: DateCondition) -> String? {
        let isEveryWeekday = condition.weekdays.count == Weekday.allCases.count
        var parts: [String] = []
        if !isEveryWeekday { parts.append(weekdays(condition.weekdays)) }
        switch condition.days {
        case .any: break
        case .working:
            parts.append(say("工作日（含调休上班日）", "on working days (make-up days included)"))
        case .nonWorking:
            parts.append(say("休息日（周末和法定节假日）", "on days off (weekends and holidays)"))
        case .holiday: parts.append(say("法定节假日", "on statutory holidays"))
        }
        if parts.isEmpty {
            let isBound =
                condition.season != nil || !condition.dates.isEmpty || condition.holiday != nil
            return isBound ? nil : say("每天", "every day")
        }
        return parts.joined(separator: say("、且为", ", if they are "))
    }

    private func weekdays(_ days: Set<Weekday>) -> String {
        let sorted = Weekday.allCases.filter { days.contains($0) }
        let isRun =
            sorted.count > 2
            && Int(sorted[sorted.count - 1].rawValue) - Int(sorted[0].rawValue) == sorted.count - 1
        guard isRun, let first = sorted.first, let last = sorted.last else {
            let names = sorted.map(words)
            return say(list(names), "on " + list(names.map { $0 + "s" }))
        }
        return say("\(words(first))至\(words(last))", "\(words(first)) to \(words(last))")
    }

    private func words(_ weekday: Weekday) -> String {
        switch weekday {
        case .monday: say("周一", "Monday")
        case .tuesday: say("周二", "Tuesday")
        case .wednesday: say("周三", "Wednesday")
        case .thursday: say("周四", "Thursday")
        case .friday: say("周五", "Friday")
        case .saturday: say("周六", "Saturday")
        case .sunday: say("周日", "Sunday")
        }
    }

    private func season(_ condition: DateCondition) -> String? {
        guard let season = condition.season else { return nil }
        return say(
            "每年\(words(season.from))至\(words(season.to))",
            "every year from \(words(season.from)) to \(words(season.to))"
        )
    }

    private func words(_ day: MonthDay) -> String {
        let months = [
            "January", "February", "March", "April", "May", "June", "July", "August",
            "September", "October", "November", "December",
        ]
        return say("\(day.month)月\(day.day)日", "\(day.day) \(months[Int(day.month) - 1])")
    }

    private func dates(_ condition: DateCondition) -> String? {
        guard !condition.dates.isEmpty else { return nil }
        let ranges = condition.dates.map { range in
            range.lowerBound == range.upperBound
                ? say("\(range.lowerBound)", "on \(range.lowerBound)")
                : say(
                    "\(range.lowerBound)至\(range.upperBound)",
                    "from \(range.lowerBound) to \(range.upperBound)"
                )
        }
        return list(ranges)
    }

    private func holiday(_ condition: DateCondition) -> String? {
        guard let holiday = condition.holiday else { return nil }
        var text = say("日历所载“\(holiday.name)”假期", "on the calendar's \"\(holiday.name)\"")
        var around: [String] = []
        if holiday.daysBefore > 0 {
            around.append(
                say("前\(holiday.daysBefore)天", "\(days(holiday.daysBefore)) before")
            )
        }
        if holiday.daysAfter > 0 {
            around.append(say("后\(holiday.daysAfter)天", "\(days(holiday.daysAfter)) after"))
        }
        if !around.isEmpty { text += say("及其\(list(around))", " and \(list(around))") }
        return text
    }

    private func days(_ count: Int) -> String { count == 1 ? "1 day" : "\(count) days" }

    func words(_ period: CapRule.Period) -> String {
        switch period {
        case .rolling(let length):
            say("任意连续\(words(length))内", "within any \(words(length))")
        case .calendarDay: say("每个自然日", "on one calendar day")
        case .calendarWeek: say("每个自然周（周一起）", "in one calendar week, from Monday")
        case .calendarMonth: say("每个自然月", "in one calendar month")
        }
    }

    func words(_ length: Milliseconds) -> String {
        let units: [(Int64, String, String)] = [
            (86_400_000, "天", "day"), (3_600_000, "小时", "hour"), (60_000, "分钟", "minute"),
            (1000, "秒", "second"), (1, "毫秒", "millisecond"),
        ]
        for (size, chinese, english) in units where length.count % size == 0 {
            let count = length.count / size
            // Twenty-four hours that roll are not a calendar day.
            if english == "day", count == 1 { continue }
            return say("\(count)\(chinese)", "\(count) \(english)\(count == 1 ? "" : "s")")
        }
        return length.description
    }

    // MARK: Origin

    func words(_ kind: Basis.Kind) -> String {
        switch kind {
        case .regulation: say("法规或国家标准", "law or national standard")
        case .industry: say("行业自律规则", "industry's own rule")
        case .carrier: say("运营商或供应商规则", "carrier's or vendor's rule")
        case .house: say("本机构政策", "house policy")
        }
    }

    func words(_ confidence: Basis.Confidence) -> String {
        switch confidence {
        case .high: say("高", "high")
        case .medium: say("中", "medium")
        case .low: say("低", "low")
        }
    }
}

extension Unicode.Scalar {
    fileprivate var isHan: Bool { (0x4E00...0x9FFF).contains(value) }
    fileprivate var isLatin: Bool {
        isASCII && (properties.isAlphabetic || properties.numericType != nil)
    }
}
