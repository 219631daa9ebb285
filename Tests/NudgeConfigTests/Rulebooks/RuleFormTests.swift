import NudgeConfig
import NudgeCore
import Testing

/// Every form that a rule may take, and every way in which one can be wrong.
struct RuleFormTests {
    static let sound = """
        title: Forms
        default_zone: Asia/Shanghai
        agreements:
          - {name: night-contact, title: 夜间联系, basis: {kind: regulation, source: s}}
          - {name: weekend-contact, title: 周末联系, basis: {kind: house, source: s}}
        windows:
          - name: lunch and night
            quiet: ["12:00-14:00", {time: "22:00-08:00", season: "11-15..02-28"}]
            unless_agreed: night-contact
            basis:
              kind: regulation
              source: a law
              confidence: medium
              signed_off: {by: 王律师, on: 2026-11-24}
          - name: counter
            channels: [voice]
            tiers: [high-risk, late]
            spans:
              - {time: "09:00-12:00", days: working}
              - {time: "14:00-17:00", dates: [2026-12-05, 2026-12-12..2026-12-13]}
            basis: {kind: house, source: s}
        blackouts:
          - name: festival
            holiday: 春节
            days_before: 2
            days_after: 1
            when_refused: weekend-contact
            basis: {kind: house, source: s}
          - name: audit
            dates: 2026-03-10..2026-03-12
            classes: [marketing]
            basis: {kind: house, source: s}
          - {name: new year, season: "12-31..01-01", basis: {kind: house, source: s}}
        caps:
          - {name: day, per: customer, period: day, most: 2, basis: {kind: house, source: s}}
          - name: gap
            channels: [sms]
            per: contact-point
            gap: 30s
            same_content: true
            basis: {kind: carrier, source: s}
          - name: calls
            channels: [voice]
            tiers: [high-risk]
            per: customer
            period: day
            most: 3
            replaces: [day]
            basis: {kind: house, source: s}
        recipients:
          roles: [debtor]
          basis: {kind: regulation, source: s}

        """

    private func read(_ text: String) -> (rulebook: Rulebook?, problems: ConfigProblemList) {
        let problems = ConfigProblemList(file: "x.yaml")
        let rulebook = RulebookReader.read(
            name: "x",
            text: text,
            problems: problems,
            hasZone: { _ in true }
        )
        return (rulebook, problems)
    }

    private func dates(_ first: String, _ last: String) throws -> ClosedRange<CivilDate> {
        try #require(CivilDate(parsing: first))...#require(CivilDate(parsing: last))
    }

    @Test func windowsAndBlackoutsAreReadWhole() throws {
        let (read, problems) = read(Self.sound)
        #expect(problems.lines.isEmpty)
        let rulebook = try #require(read)
        #expect(rulebook.agreements.map(\.name) == ["night-contact", "weekend-contact"])
        let night = rulebook.windows[0]
        #expect(night.sense == .quiet)
        #expect(night.spans.map(\.from.minutes) == [720, 1320])
        #expect(night.spans.map { $0.on.season?.description } == [nil, "11-15..02-28"])
        #expect(night.agreement == AgreementClause(unlessAgreed: "night-contact"))
        #expect(night.basis.confidence == .medium)
        let signed = try #require(CivilDate(parsing: "2026-11-24"))
        #expect(night.basis.signedOff == Basis.SignOff(by: "王律师", on: signed))
        let counter = rulebook.windows[1]
        #expect(counter.sense == .open)
        #expect(counter.scope == RuleScope(channels: [.voice], tiers: ["high-risk", "late"]))
        #expect(counter.spans[0].on == DateCondition(days: .working))
        let listed = [
            try dates("2026-12-05", "2026-12-05"), try dates("2026-12-12", "2026-12-13"),
        ]
        #expect(counter.spans[1].on == DateCondition(dates: listed))
        #expect(rulebook.blackouts.map(\.name) == ["festival", "audit", "new year"])
        #expect(
            rulebook.blackouts[0].on.holiday
                == DateCondition.HolidaySpan(name: "春节", daysBefore: 2, daysAfter: 1)
        )
        #expect(rulebook.blackouts[0].agreement.whenRefused == "weekend-contact")
        #expect(rulebook.blackouts[1].on.dates == [try dates("2026-03-10", "2026-03-12")])
        #expect(rulebook.blackouts[2].on.season?.description == "12-31..01-01")
    }

    @Test func capsAreReadWhole() throws {
        let caps = try #require(read(Self.sound).rulebook).caps
        #expect(caps[1].period == .rolling(.seconds(30)))
        #expect(caps[1].most == 1)
        #expect(caps[1].isSameContent)
        #expect(caps[2].replaces == ["day"])
        #expect(caps[2].scope.tiers == ["high-risk"])
    }

    static let broken: [Broken] = [
        Broken(
            "a season that no year has",
            "season: \"11-15..02-28\"",
            "season: \"11-15..02-30\"",
            "8:58: error: no year has a day '02-30'"
        ),
        Broken(
            "a season of the whole year",
            "season: \"11-15..02-28\"",
            "season: \"01-01..12-31\"",
            "8:58: error: '01-01..12-31' is the whole year"
        ),
        Broken(
            "a season with one end",
            "season: \"11-15..02-28\"",
            "season: \"11-15\"",
            "8:58: error: '11-15' is not a season such as \"06-01..08-31\""
        ),
        Broken(
            "a date that does not exist",
            "dates: 2026-03-10..2026-03-12",
            "dates: 2026-02-27..2026-02-30",
            "30:12: error: there is no day '2026-02-30'"
        ),
        Broken(
            "a date in another form",
            "dates: 2026-03-10..2026-03-12",
            "dates: 10.3.2026",
            "30:12: error: '10.3.2026' is not a day such as 2026-02-10"
        ),
        Broken(
            "dates backwards",
            "dates: 2026-03-10..2026-03-12",
            "dates: 2026-03-12..2026-03-10",
            "30:12: error: '2026-03-12..2026-03-10' ends before it begins"
        ),
        Broken(
            "a blackout that never ends",
            "dates: 2026-03-10..2026-03-12",
            "dates: 2026-03-10..",
            "30:12: error: '2026-03-10..' never ends"
        ),
        Broken(
            "a blackout that lasts for ever",
            "dates: 2026-03-10..2026-03-12",
            "dates: 2026-03-10..2099-03-12",
            "30:12: error: '2026-03-10..2099-03-12' lasts 26666 days"
        ),
        Broken(
            "a blackout without dates",
            "{name: new year, season: \"12-31..01-01\",",
            "{name: new year, weekdays: [sun],",
            "33:5: error: a blackout that names no dates never ends"
        ),
        Broken(
            "days before nothing",
            "season: \"12-31..01-01\",",
            "season: \"12-31..01-01\", days_before: 2,",
            "33:46: error: 'days_before' is counted from a 'holiday'"
        ),
        Broken(
            "a window and a blackout of one name",
            "name: audit",
            "name: counter",
            "29:5: error: there is already a rule named 'counter'"
        ),
        Broken(
            "an agreement that nobody named",
            "unless_agreed: night-contact",
            "unless_agreed: nigth-contact",
            "9:20: error: 'nigth-contact' is not among this rulebook's agreements"
        ),
        Broken(
            "a gap without a unit",
            "gap: 30s",
            "gap: 30",
            "39:10: error: '30' is not a length such as 30s, 15m, 24h or 7d"
        ),
        Broken(
            "a gap and a period",
            "gap: 30s",
            "gap: 30s\n    most: 2",
            "40:5: error: a rule has either 'gap' or 'period' and 'most'"
        ),
        Broken(
            "replaces what is not there",
            "replaces: [day]",
            "replaces: [sms-number-day]",
            "48:16: error: there is no cap 'sms-number-day' in this rulebook"
        ),
        Broken(
            "replaces itself",
            "replaces: [day]",
            "replaces: [calls]",
            "48:16: error: a cap cannot replace itself"
        ),
        Broken(
            "a confidence that is none",
            "confidence: medium",
            "confidence: sure",
            "13:19: error: 'sure' is not a known value of 'confidence'"
        ),
        Broken(
            "signed off on no day",
            "on: 2026-11-24",
            "on: 2026-11-31",
            "14:33: error: there is no day '2026-11-31'"
        ),
        Broken(
            "quiet all day, every day",
            "quiet: [\"12:00-14:00\", ",
            "quiet: [\"00:00-24:00\", ",
            "8:12: error: quiet all day is never open"
        ),
    ]

    @Test(arguments: broken)
    func aBrokenRuleIsRefusedAtItsPlace(broken: Broken) throws {
        let (rulebook, problems) = read(try broken.text(of: Self.sound))
        #expect(problems.lines == broken.expected)
        #expect(rulebook == nil)
    }

    static let warned: [Broken] = [
        Broken(
            "an agreement that no rule asks for",
            "    when_refused: weekend-contact\n",
            "",
            "4:3: warning: no rule asks for the agreement 'weekend-contact'"
        ),
        Broken(
            "spans that meet",
            "{time: \"09:00-12:00\", days: working}",
            "{time: \"09:00-12:00\"}\n      - \"12:00-18:00\"",
            "20:9: warning: 12:00-18:00 meets 09:00-12:00 of the same days"
        ),
        Broken(
            "replaces what has nothing in common",
            "{name: day, per: customer",
            "{name: day, channels: [email], per: customer",
            "48:16: warning: 'day' is about other messages: nothing is replaced"
        ),
    ]

    @Test(arguments: warned)
    func aDoubtfulRuleIsWarnedOf(row: Broken) throws {
        let (rulebook, problems) = read(try row.text(of: Self.sound))
        #expect(problems.lines == row.expected)
        #expect(rulebook != nil)
    }

    @Test func twoCapsCannotReplaceEachOther() {
        let (_, problems) = read(
            Self.sound.replacing(
                "{name: day, per: customer",
                with: "{name: day, replaces: [calls], per: customer"
            )
        )
        #expect(problems.lines.count == 2)
        #expect(
            problems.lines.allSatisfy { $0.contains("replace each other: none of them would bind") }
        )
    }

    @Test func aMisspeltKeyIsRefusedAtItsPlace() {
        let keys = MisspeltKey.all(in: Self.sound, free: [])
        #expect(keys.count >= 80)
        for key in keys {
            for text in key.misspellings {
                let (value, problems) = read(key.text(misspelt: text))
                #expect(value == nil)
                let expected = "\(key.line):\(key.column): error: unknown key '\(text)'"
                #expect(problems.lines.contains(expected), "\(key.key) as \(text)")
            }
        }
    }
}
