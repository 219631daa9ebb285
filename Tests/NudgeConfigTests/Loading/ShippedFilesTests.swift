import NudgeConfig
import NudgeCore
import Testing

/// What the shipped files say, checked against the facts that they were made from.
struct ShippedFilesTests {
    private func rulebook() throws -> Rulebook {
        let file = "Config/rulebooks/cn-mainland.yaml"
        let problems = ConfigProblemList(file: file)
        let rulebook = RulebookReader.read(
            name: "cn-mainland",
            text: try Repository.text(file),
            problems: problems,
            hasZone: ZoneStore().knows
        )
        #expect(problems.lines.isEmpty)
        return try #require(rulebook)
    }

    private func strategy() throws -> Strategy {
        let file = "Config/strategies/standard.yaml"
        let problems = ConfigProblemList(file: file)
        let strategy = StrategyReader.read(
            name: "standard",
            text: try Repository.text(file),
            problems: problems,
            context: StrategyReader.Context(
                templates: Set(ShippedTemplates.names),
                rulebooks: [try rulebook()]
            )
        )
        #expect(problems.lines.isEmpty)
        return try #require(strategy)
    }

    static let windows: [(MessageClass, Int, Int)] = [
        (.collection, 480, 1320), (.notice, 540, 1200), (.marketing, 480, 1200),
    ]

    @Test(arguments: windows)
    func theHoursAreThoseOfTheFacts(messageClass: MessageClass, from: Int, to: Int) throws {
        let rulebook = try rulebook()
        for channel in Channel.allCases {
            let windows = rulebook.windows.filter {
                $0.scope.covers(channel, messageClass) && $0.agreement.whenRefused == nil
            }
            let spans = windows.flatMap { window in
                // Quiet hours end where the open ones begin.
                window.spans.map { window.sense == .open ? ($0.from, $0.to) : ($0.to, $0.from) }
            }
            #expect(spans.map(\.0.minutes) == [Int16(from)])
            #expect(spans.map(\.1.minutes) == [Int16(to)])
        }
    }

    @Test func countsForWrittenChannelsAreNeverCalledRegulation() throws {
        // No statutory count for SMS, e-mail, push or WeChat exists on the mainland.
        for cap in try rulebook().caps where !cap.scope.channels.contains(.voice) {
            #expect(cap.basis.kind == .house || cap.basis.kind == .carrier, "\(cap.name)")
        }
    }

    @Test func everyCategoryOfForbiddenWordsIsThere() throws {
        let categories = Set(try rulebook().forbiddenWords.map(\.category))
        #expect(categories.sorted() == (1...11).map { $0 < 10 ? "L0\($0)" : "L\($0)" })
    }

    @Test func whatAMessageMustHoldIsAskedOfSMSAndEmail() throws {
        let required = try rulebook().required
        #expect(
            required.map(\.variable) == ["机构", "尾号", "金额", "客服电话", "还款方式", "投诉电话"]
        )
        for element in required.prefix(4) {
            for messageClass in [MessageClass.notice, .collection] {
                #expect(element.scope.covers(.sms, messageClass))
                #expect(element.scope.covers(.email, messageClass))
                #expect(!element.scope.covers(.push, messageClass))
            }
        }
    }

    static let debts: [(Int, String, String?)] = [
        (-8, "", nil), (-8, "high", nil),
        (-7, "", "coming-due"), (-1, "high", "coming-due"),
        (0, "", "due-today"), (0, "high", "due-today"),
        (1, "", "early"), (30, "", "early"), (31, "", "late"), (900, "", "late"),
        (1, "high", "high-risk"), (900, "high", "high-risk"),
    ]

    @Test(arguments: debts)
    func everyDebtFallsInASensibleTier(day: Int, grade: String, tier: String?) throws {
        let match = try strategy().tiers.first { tier in
            tier.match.daysFrom <= day && day <= (tier.match.daysTo ?? Int.max)
                && (tier.match.riskGrades.isEmpty || tier.match.riskGrades.contains(grade))
        }
        #expect(match?.name == tier)
    }

    @Test func theCadenceUsesEveryTemplateAndThreeChannels() throws {
        let channels = try strategy().tiers.flatMap(\.steps).flatMap(\.channels)
        let used = Set(channels.map { "\($0.template).\($0.channel.name)" })
        let reminders = ShippedTemplates.names.filter { !$0.hasPrefix("replies/") }
        #expect(used.sorted() == reminders.sorted())
    }

    @Test func theCalendarCoversTwentyYears() throws {
        let problems = ConfigProblemList(file: "cn.csv")
        let calendar = try #require(
            CalendarReader.read(
                text: try Repository.text("Config/calendars/cn.csv"),
                problems: problems
            )
        )
        #expect(problems.lines.isEmpty)
        #expect(calendar.cover?.lowerBound.description == "2007-01-01")
        #expect(calendar.cover?.upperBound.description == "2026-12-31")
    }
}
