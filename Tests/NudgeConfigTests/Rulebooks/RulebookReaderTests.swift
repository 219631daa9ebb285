import NudgeConfig
import NudgeCore
import Testing

struct RulebookReaderTests {
    static let sound = """
        title: Test
        default_zone: Asia/Shanghai
        windows:
          - name: quiet
            classes: [collection]
            quiet: 22:00-08:00
            basis: {kind: regulation, source: "a law"}
          - name: office
            channels: [voice]
            spans:
              - "09:00-12:00"
              - {time: "13:00-24:00", weekdays: mon-fri, days: working}
              - {time: "22:00-02:00", weekdays: [sat, sun]}
            basis: {kind: house, source: "courtesy"}
        caps:
          - name: day
            channels: [sms]
            per: contact-point
            period: 24h
            most: 2
            basis: {kind: carrier, source: "a carrier"}
          - {name: month, per: debt, period: month, most: 0, basis: {kind: house, source: s}}
        recipients:
          roles: [debtor, guarantor]
          basis: {kind: regulation, source: "a law"}
        forbidden_words:
          - category: L04
            title: threats
            phrases: [走着瞧, 小心点]
            basis: {kind: industry, source: "a guideline"}
        required:
          - variable: 金额
            channels: [sms]
            basis: {kind: house, source: "practice"}

        """

    private func read(_ text: String) -> (rulebook: Rulebook?, problems: ConfigProblemList) {
        let problems = ConfigProblemList(file: "x.yaml")
        let zones = ZoneStore()
        let rulebook = RulebookReader.read(
            name: "x",
            text: text,
            problems: problems,
            hasZone: zones.knows
        )
        return (rulebook, problems)
    }

    @Test func aSoundFileIsReadWhole() throws {
        let (read, problems) = read(Self.sound)
        #expect(problems.lines.isEmpty)
        let rulebook = try #require(read)
        #expect(rulebook.name == "x")
        #expect(rulebook.defaultZone == "Asia/Shanghai")
        #expect(rulebook.windows.map(\.name) == ["quiet", "office"])
        #expect(rulebook.windows[0].scope == RuleScope(classes: [.collection]))
        #expect(rulebook.windows[0].basis == Basis(kind: .regulation, source: "a law"))
        #expect(
            rulebook.windows[1].spans == [
                span(540, 720),
                span(780, 1440, [.monday, .tuesday, .wednesday, .thursday, .friday], .working),
                span(1320, 120, [.saturday, .sunday]),
            ]
        )
        #expect(rulebook.caps.map(\.period) == [.rolling(.hours(24)), .calendarMonth])
        #expect(rulebook.caps.map(\.counts) == [.contactPoint, .debt])
        #expect(rulebook.caps.map(\.most) == [2, 0])
        #expect(rulebook.recipients == [.debtor, .guarantor])
        #expect(rulebook.forbiddenWords.map(\.phrase) == ["走着瞧", "小心点"])
        #expect(rulebook.forbiddenWords[0].category == "L04")
        #expect(rulebook.required.map(\.variable) == ["金额"])
        #expect(rulebook.required[0].scope == RuleScope(channels: [.sms]))
    }

    private func span(
        _ from: Int,
        _ to: Int,
        _ weekdays: Set<Weekday> = Set(Weekday.allCases),
        _ days: DayCondition = .any
    ) -> WindowRule.Span {
        WindowRule.Span(
            from: TimeOfDay(minutes: from),
            to: TimeOfDay(minutes: to),
            weekdays: weekdays,
            days: days
        )
    }

    static let quiet: [(String, Int, Int)] = [
        // T-01, T-02: one rule across midnight, unquoted: 22:00 is a time, not 1320.
        ("22:00-08:00", 1320, 480),
        ("\"22:00-08:00\"", 1320, 480),
        ("'22:00 - 8:00'", 1320, 480),
        ("00:00-08:00", 0, 480),
        ("22:00-24:00", 1320, 1440),
        ("22:00-00:00", 1320, 0),
        ("12:00-14:00", 720, 840),
    ]

    @Test(arguments: quiet)
    func quietHoursAreASpanInWhichNothingLeaves(text: String, from: Int, to: Int) throws {
        let (rulebook, problems) = read(
            Self.sound.replacing("quiet: 22:00-08:00", with: "quiet: \(text)")
        )
        #expect(problems.lines.isEmpty)
        let window = try #require(rulebook).windows[0]
        #expect(window.sense == .quiet)
        #expect(window.spans == [span(from, to)])
    }

    static let broken: [Broken] = [
        // T-04: ends that meet are neither "all day" nor "never".
        Broken(
            "T-04, quiet",
            "quiet: 22:00-08:00",
            "quiet: 08:00-08:00",
            "6:12: error: the ends of the window meet: 08:00-08:00"
        ),
        Broken(
            "T-04, span",
            "- \"09:00-12:00\"",
            "- \"9:00-09:00\"",
            "11:9: error: the ends of the window meet: 09:00-09:00"
        ),
        Broken(
            "quiet all day",
            "quiet: 22:00-08:00",
            "quiet: 00:00-24:00",
            "6:12: error: quiet all day is never open"
        ),
        Broken(
            "not a time",
            "quiet: 22:00-08:00",
            "quiet: 22:00-25:00",
            "6:12: error: '22:00-25:00' is not a range of the day such as \"08:00-22:00\""
        ),
        Broken(
            "a signed time",
            "quiet: 22:00-08:00",
            "quiet: 22:00-+8:00",
            "6:12: error: '22:00-+8:00' is not a range of the day such as \"08:00-22:00\""
        ),
        Broken(
            "begins at the end",
            "- \"09:00-12:00\"",
            "- \"24:00-12:00\"",
            "11:9: error: a window cannot begin at 24:00"
        ),
        Broken(
            "both forms",
            "quiet: 22:00-08:00",
            "quiet: 22:00-08:00\n    spans: [\"08:00-09:00\"]",
            "6:5: error: a window has either 'spans' or 'quiet'"
        ),
        Broken(
            "neither form",
            "    quiet: 22:00-08:00\n",
            "",
            "4:5: error: the key 'spans' is missing"
        ),
        Broken(
            "unknown zone",
            "Asia/Shanghai",
            "Asia/Shanghia",
            "2:15: error: unknown time zone 'Asia/Shanghia'"
        ),
        Broken(
            "zone outside the folder",
            "Asia/Shanghai",
            "../../etc/passwd",
            "2:15: error: unknown time zone '../../etc/passwd'"
        ),
        Broken(
            "unknown channel",
            "channels: [voice]",
            "channels: [voice, smss]",
            "9:23: error: 'smss' is not a known value of 'channels'"
        ),
        Broken(
            "unknown class",
            "classes: [collection]",
            "classes: [colection]",
            "5:15: error: 'colection' is not a known value of 'classes'"
        ),
        Broken(
            "channel twice",
            "channels: [voice]",
            "channels: [voice, voice]",
            "9:23: error: 'voice' is given twice"
        ),
        Broken(
            "no basis",
            "    basis: {kind: house, source: \"courtesy\"}\n",
            "",
            "8:5: error: the key 'basis' is missing"
        ),
        Broken(
            "cap per nobody",
            "per: contact-point",
            "per: number",
            "18:10: error: 'number' is not a known value of 'per'"
        ),
        Broken(
            "period without a unit",
            "period: 24h",
            "period: 24",
            "19:13: error: '24' is not a period: day, week, month, or a rolling length such as "
                + "24h or 7d"
        ),
        Broken(
            "period of nothing",
            "period: 24h",
            "period: 0s",
            "19:13: error: a rolling period must lie in 1ms…366d, not 0s"
        ),
        Broken(
            "negative cap",
            "most: 2",
            "most: -1",
            "20:11: error: 'most' must lie in 0…10000, not -1"
        ),
        Broken(
            "cap name twice",
            "{name: month,",
            "{name: day,",
            "22:5: error: there is already a rule named 'day'"
        ),
        Broken(
            "contact persons",
            "roles: [debtor, guarantor]",
            "roles: [debtor, contact]",
            "24:19: error: 'contact' is not a known value of 'roles'"
        ),
        Broken(
            "weekdays backwards",
            "weekdays: mon-fri",
            "weekdays: fri-mon",
            "12:41: error: 'fri-mon' is not a range of weekdays such as mon-fri, or a list of them"
        ),
        Broken(
            "unknown kind of day",
            "days: working",
            "days: workday",
            "12:56: error: 'workday' is not a known value of 'days'"
        ),
        Broken(
            "several at once, in order",
            "title: Test\ndefault_zone: Asia/Shanghai",
            "titel: Test\ndefault_zone: [x]\ncapz: 1",
            "1:1: error: unknown key 'titel'",
            "2:15: error: 'default_zone' must be a text, not a list",
            "3:1: error: unknown key 'capz'"
        ),
    ]

    @Test func aMisspeltKeyIsRefusedAtItsPlace() {
        let keys = MisspeltKey.all(in: Self.sound, free: [])
        #expect(keys.count >= 40)
        for key in keys {
            for text in key.misspellings {
                let (value, problems) = read(key.text(misspelt: text))
                #expect(value == nil)
                let expected = "\(key.line):\(key.column): error: unknown key '\(text)'"
                #expect(problems.lines.contains(expected), "\(key.key) as \(text)")
            }
        }
    }

    @Test(arguments: broken)
    func aBrokenFileIsRefusedAtItsPlace(broken: Broken) throws {
        let (rulebook, problems) = read(try broken.text(of: Self.sound))
        #expect(problems.lines == broken.expected)
        #expect(rulebook == nil)
    }
}
