import NudgeConfig
import NudgeCore
import Testing

struct StrategyReaderTests {
    static let sound = """
        title: Test
        stale_after: {core: 36h}
        tiers:
          - name: big
            match: {days: "1..", amount: "1,000.00..5000", risk: [high], products: [card], tags: [vip]}
            steps:
              - name: call
                purpose: overdue
                day: 1
                between: 09:00-11:30
                channels:
                  - sms: early/first
                  - push: early/first
                fallback_after: 2h
                lateness: drop after 2d
                priority: 9
                merge: false
                recipients: [debtor]
              - name: help
                purpose: assistance
                every: 3 days from 4 to 11
                between: 10:00-12:00
                channels: [email: early/help]
          - name: early
            match: {days: "1..30"}
            steps:
              - {name: a, purpose: overdue, days: [2, 30], between: 18:00-20:00, channels: [sms: early/first]}
          - name: today
            match: {days: "0"}
            steps:
              - {name: a, purpose: due-today, day: 0, between: 09:00-10:00, channels: [sms: today/note]}
          - name: coming
            match: {days: "-7..-1"}
            steps:
              - {name: a, purpose: coming-due, day: -3, between: 09:00-10:00, channels: [sms: today/note]}

        """

    static let templates: Set<String> = [
        "early/first.sms", "early/first.push", "early/help.email", "today/note.sms",
    ]

    static let rulebook = Rulebook(
        name: "r",
        defaultZone: "UTC",
        windows: [
            WindowRule(
                name: "w",
                scope: RuleScope(classes: [.notice]),
                spans: [
                    WindowRule.Span(from: TimeOfDay(minutes: 480), to: TimeOfDay(minutes: 1200))
                ],
                basis: Basis(kind: .house, source: "s")
            )
        ]
    )

    private func read(_ text: String) -> (strategy: Strategy?, problems: ConfigProblemList) {
        let problems = ConfigProblemList(file: "x.yaml")
        let context = StrategyReader.Context(
            templates: Self.templates,
            rulebooks: [Self.rulebook]
        )
        let strategy = StrategyReader.read(
            name: "x",
            text: text,
            problems: problems,
            context: context
        )
        return (strategy, problems)
    }

    @Test func aSoundFileIsReadWhole() throws {
        let (read, problems) = read(Self.sound)
        #expect(problems.lines.isEmpty)
        let strategy = try #require(read)
        #expect(strategy.staleAfter == ["core": .hours(36)])
        #expect(strategy.tiers.map(\.name) == ["big", "early", "today", "coming"])
        #expect(
            strategy.tiers[0].match
                == TierMatch(
                    daysFrom: 1,
                    daysTo: nil,
                    amountFrom: 100_000,
                    amountTo: 500_000,
                    riskGrades: ["high"],
                    products: ["card"],
                    tags: ["vip"]
                )
        )
        #expect(strategy.tiers[2].match == TierMatch(daysFrom: 0, daysTo: 0))
        #expect(strategy.tiers[3].match == TierMatch(daysFrom: -7, daysTo: -1))
        let call = strategy.tiers[0].steps[0]
        #expect(call.preferredFrom == TimeOfDay(minutes: 540))
        #expect(call.preferredTo == TimeOfDay(minutes: 690))
        #expect(
            call.channels == [
                StepChannel(channel: .sms, template: "early/first"),
                StepChannel(channel: .push, template: "early/first"),
            ]
        )
        #expect(call.fallbackAfter == .hours(2))
        #expect(call.lateness == .dropAfter(.days(2)))
        #expect(call.priority == 9)
        #expect(!call.mergesDebts)
        #expect(call.recipients == [.debtor])
        #expect(strategy.tiers[0].steps[1].days == [4, 7, 10])
        #expect(strategy.tiers[1].steps[0].days == [2, 30])
        #expect(strategy.tiers[1].steps[0].lateness == .send)
    }

    static let broken: [Broken] = [
        Broken(
            "tier within one before",
            "- name: today\n    match: {days: \"0\"}",
            "- name: today\n    match: {days: \"3..9\", risk: [x]}",
            "29:12: error: this tier can never match: the tiers before it take every debt that "
                + "it would",
            "31:44: error: day 0 lies outside its tier's days 3..9: the step would never fall"
        ),
        Broken(
            "tier within the union of those before",
            "match: {days: \"-7..-1\"}",
            "match: {days: \"0..29\", amount: \"5.00..\"}",
            "33:12: error: this tier can never match: the tiers before it take every debt that "
                + "it would",
            "35:45: error: day -3 lies outside its tier's days 0..29: the step would never fall"
        ),
        Broken(
            "no day in the range",
            "days: \"1..30\"",
            "days: \"30..1\"",
            "25:19: error: this tier can never match: no day lies in 30..1"
        ),
        Broken(
            "no amount in the range",
            "1,000.00..5000",
            "1,000.00..1000",
            "5:34: error: this tier can never match: no amount lies in 1,000.00..1000"
        ),
        Broken(
            "amount in wrong groups",
            "1,000.00..5000",
            "10,00.00..5000",
            "5:34: error: '10,00.00..5000' is not a range of amounts"
        ),
        Broken(
            "open below",
            "days: \"1..30\"",
            "days: \"..30\"",
            "25:19: error: '..30' is not a range of days"
        ),
        Broken(
            "day outside its tier",
            "days: [2, 30]",
            "days: [2, 31]",
            "27:43: error: day 31 lies outside its tier's days 1..30: the step would never fall"
        ),
        Broken(
            "two steps on a day",
            "every: 3 days from 4 to 11",
            "every: 3 days from 1 to 11",
            "21:16: error: day 1 has already the step 'call'"
        ),
        Broken(
            "repetition without words",
            "every: 3 days from 4 to 11",
            "every: 3d",
            "21:16: error: '3d' is not a repetition"
        ),
        Broken(
            "repetition of zero",
            "every: 3 days from 4 to 11",
            "every: 0 days from 4 to 11",
            "21:16: error: '0 days from 4 to 11' does not repeat within reason"
        ),
        Broken(
            "day and days",
            "day: -3",
            "day: -3, days: [-2]",
            "35:49: error: a step has only one of 'day', 'days' and 'every'"
        ),
        Broken("no day", "day: -3, ", "", "35:9: error: the key 'day' is missing"),
        Broken(
            "days fall",
            "days: [2, 30]",
            "days: [30, 2]",
            "27:48: error: days must rise: 2 comes after 30"
        ),
        // T-101: refused at load.
        Broken(
            "T-101, unknown template",
            "- push: early/first",
            "- push: early/frist",
            "13:19: error: there is no template 'early/frist' for push"
        ),
        Broken(
            "T-101, no template for the channel",
            "channels: [email: early/help]",
            "channels: [wechat: early/help]",
            "23:28: error: there is no template 'early/help' for wechat"
        ),
        Broken(
            "unknown channel",
            "- push: early/first",
            "- psuh: early/first",
            "13:13: error: 'psuh' is not a known value of 'channel'"
        ),
        Broken(
            "channel twice",
            "- push: early/first",
            "- sms: early/first",
            "13:13: error: the channel 'sms' is given twice"
        ),
        Broken(
            "ends that meet",
            "between: 09:00-11:30",
            "between: 09:00-9:00",
            "10:18: error: the ends of the window meet: 09:00-09:00"
        ),
        Broken(
            "hours across midnight",
            "between: 18:00-20:00",
            "between: 23:00-01:00",
            "27:61: error: the preferred hours of a step lie within one day, not 23:00-01:00"
        ),
        Broken(
            "outside every window",
            "day: -3, between: 09:00-10:00",
            "day: -3, between: 20:00-22:00",
            "35:58: error: 20:00-22:00 lies outside every window of the rulebooks for sms: it "
                + "could never be sent"
        ),
        Broken(
            "lateness in other words",
            "lateness: drop after 2d",
            "lateness: drop 2d",
            "15:19: error: 'drop 2d' does not say how late the step may be"
        ),
        Broken(
            "priority out of range",
            "priority: 9",
            "priority: 10",
            "16:19: error: 'priority' must lie in 0…9, not 10"
        ),
        Broken(
            "merge in YAML's words",
            "merge: false",
            "merge: no",
            "17:16: error: 'merge' must be true or false, not 'no'"
        ),
        Broken(
            "unknown purpose",
            "purpose: assistance",
            "purpose: help",
            "20:18: error: 'help' is not a known value of 'purpose'"
        ),
        Broken(
            "tier name twice",
            "- name: today",
            "- name: early",
            "28:5: error: there is already a tier named 'early'"
        ),
        Broken(
            "step name twice",
            "- name: help",
            "- name: call",
            "19:9: error: there is already a step named 'call' in this tier"
        ),
        Broken(
            "stale without a unit",
            "{core: 36h}",
            "{core: 36}",
            "2:21: error: '36' is not a length such as 30s, 15m, 24h or 7d"
        ),
    ]

    @Test(arguments: broken)
    func aBrokenFileIsRefusedAtItsPlace(broken: Broken) throws {
        let (strategy, problems) = read(try broken.text(of: Self.sound))
        #expect(problems.lines == broken.expected)
        #expect(strategy == nil)
    }

    @Test func theNearestTemplateIsProposed() throws {
        let (_, problems) = read(
            Self.sound.replacing("push: early/first", with: "push: early/frist")
        )
        #expect(problems.sorted.map(\.hint) == ["did you mean 'early/first'?"])
    }

    /// Every key of the file, one at a time, in several misspellings.
    @Test func aMisspeltKeyIsRefusedAtItsPlace() throws {
        let keys = MisspeltKey.all(in: Self.sound, free: ["core", "sms", "push", "email"])
        #expect(keys.count > 40)
        for key in keys {
            for text in key.misspellings {
                let (strategy, problems) = read(key.text(misspelt: text))
                #expect(strategy == nil)
                let expected = "\(key.line):\(key.column): error: unknown key '\(text)'"
                #expect(
                    problems.lines.contains(expected),
                    "\(key.key) written as \(text): \(problems.lines)"
                )
            }
        }
    }
}
