import Foundation
import NudgeConfig
import NudgeCore
import Testing

struct ConfigLoaderTests {
    /// The shipped configuration in a folder of its own, with templates of every name it uses.
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
        try FileManager.default.copyItem(
            atPath: "\(Repository.path)/Config",
            toPath: "\(folder.path)/Config"
        )
        for name in ShippedTemplates.names {
            try folder.write("Templates/\(name).mustache", "text of \(name)")
        }
    }

    private func load(
        on today: String = "2026-06-01",
        compile: (TemplateSource, TemplateContext) -> [ConfigProblem] = { _, _ in [] }
    ) throws -> ConfigLoad {
        ConfigLoader.load(
            configFile: "\(folder.path)/Config/nudge.yaml",
            today: try #require(CivilDate(parsing: today)),
            compile: compile
        )
    }

    private func edit(_ file: String, _ old: String, _ new: String) throws {
        let text = try folder.read(file)
        try #require(text.contains(old))
        try folder.write(file, text.replacing(old, with: new))
    }

    /// File names without the folder, places, severities and messages.
    private func lines(_ load: ConfigLoad) -> [String] {
        load.problems.map { problem in
            let first = String(problem.description.prefix { $0 != "\n" })
            return first.replacing("\(folder.path)/", with: "")
        }
    }

    @Test func theShippedConfigurationLoadsClean() throws {
        let load = try load()
        #expect(lines(load).isEmpty)
        let config = try #require(load.config)
        #expect(config.settings.environment == .staging)
        #expect(config.ruleset.rulebooks.map(\.name) == ["cn-mainland"])
        // Five of the strategy, and the courtesy answers of the replies' files.
        #expect(config.ruleset.strategy.tiers.count == 6)
        #expect(config.ruleset.strategy.tiers.last?.signal == .reply)
        #expect(config.ruleset.zones.keys.sorted() == ["Asia/Shanghai"])
        #expect(config.ruleset.gateways.map(\.name) == ["sandbox"])
        #expect(config.templates.map(\.name) == ShippedTemplates.names.sorted())
        #expect(config.templates.first?.text == "text of coming-due/first.email")
    }

    @Test func anHTMLPartStandsBesideItsText() throws {
        try folder.write("Templates/late/first.email.html", "<p>html</p>")
        let config = try #require(try load().config)
        let template = config.templates.first { $0.name == "late/first.email" }
        #expect(template?.html == "<p>html</p>")
        #expect(template?.htmlPath.hasSuffix("Templates/late/first.email.html") == true)
        try folder.write("Templates/late/lonely.email.html", "<p>html</p>")
        let lonely = try load()
        #expect(lonely.config == nil)
        #expect(lonely.problems.map(\.message) == ["the HTML part of a mail without a text"])
    }

    @Test func aRampNamesTheStrategysTiers() throws {
        let ramp = "ramp: {percent: 5, tiers: {early: 25, erly: 5}}\nrulebooks: ["
        try edit("Config/nudge.yaml", "rulebooks: [", ramp)
        let load = try load()
        #expect(load.config == nil)
        let problem = try #require(load.problems.first)
        #expect(problem.message == "the strategy standard has no tier 'erly'")
        #expect(problem.hint == "did you mean 'early'?")
        #expect(problem.column == 39)
        try edit("Config/nudge.yaml", ", erly: 5", "")
        #expect(try self.load().config?.ruleset.ramp.percent(of: "early") == 25)
    }

    @Test func theFingerprintIsThatOfTheTexts() throws {
        let first = try #require(try load().config?.fingerprint)
        #expect(try load().config?.fingerprint == first)
        try folder.write("Templates/early/first.sms.mustache", "other words")
        let second = try #require(try load().config?.fingerprint)
        #expect(second != first)
        try folder.write("Templates/early/first.sms.mustache", "text of early/first.sms")
        #expect(try load().config?.fingerprint == first)
        #expect("\(first)".count == 16)
    }

    @Test func theProblemsOfAllFilesAreToldAtOnceAndNothingIsApplied() throws {
        try edit("Config/rulebooks/cn-mainland.yaml", "default_zone:", "default_zoen:")
        try edit("Config/strategies/standard.yaml", "title: Standard cadence", "title: []")
        try edit("Config/calendars/cn.csv", "2026-10-10,workday", "2026-10-10,work")
        try edit("Config/gateways/sandbox.yaml", "kind: sandbox", "kind: sandbux")
        let load = try load { source, _ in
            source.name == "early/first.sms"
                ? [ConfigProblem(file: source.path, line: 1, column: 3, message: "broken")] : []
        }
        #expect(load.config == nil)
        let files = load.problems.map { ($0.file as NSString).lastPathComponent }
        #expect(
            files == [
                "cn.csv", "sandbox.yaml", "cn-mainland.yaml", "standard.yaml",
                "first.sms.mustache",
            ]
        )
    }

    @Test func aTemplateIsCheckedAgainstTheRulesThatWereLoaded() throws {
        let load = try load { source, context in
            #expect(context.settings.creditor.name == "示例银行")
            let words = context.rulebooks.flatMap(\.forbiddenWords)
            #expect(words.contains { $0.phrase == "走着瞧" })
            return source.name == "early/first.sms"
                ? [ConfigProblem(severity: .warning, file: source.path, message: "odd")] : []
        }
        #expect(load.config != nil)
        #expect(lines(load) == ["Templates/early/first.sms.mustache: warning: odd"])
    }

    // T-101: a strategy that names what does not exist is refused at load.
    @Test func aTemplateThatDoesNotExistIsRefused() throws {
        try folder.remove("Templates/late/second.push.mustache")
        let load = try load()
        #expect(load.config == nil)
        #expect(
            lines(load).map { $0.replacing(/:\d+:\d+:/, with: ":") } == [
                "Config/strategies/standard.yaml: error: there is no template 'late/second' for push"
            ]
        )
    }

    static let missing: [(String, String)] = [
        ("Config/nudge.yaml", "Config/nudge.yaml"),
        ("Config/rulebooks/cn-mainland.yaml", "Config/rulebooks/cn-mainland.yaml"),
        ("Config/strategies/standard.yaml", "Config/strategies/standard.yaml"),
        ("Config/calendars/cn.csv", "Config/calendars/cn.csv"),
        ("Config/gateways", "Config/gateways"),
        ("Templates", "Templates"),
    ]

    @Test(arguments: missing)
    func aFileThatIsNotThereIsTold(path: String, told: String) throws {
        try folder.remove(path)
        let load = try load()
        #expect(load.config == nil)
        #expect(lines(load).contains { $0.hasPrefix("\(told): error: cannot ") })
    }

    static let calendarDays: [(String, String?)] = [
        ("2026-11-01", nil),
        ("2026-11-02", "the calendar ends on 2026-12-31, in 59 days"),
        ("2026-12-31", "the calendar ends on 2026-12-31, in 0 days"),
        ("2027-01-01", "the calendar ended on 2026-12-31"),
    ]

    // T-21: a calendar that runs out is told before it does.
    @Test(arguments: calendarDays)
    func theEndOfTheCalendarIsWarnedOf(today: String, warning: String?) throws {
        let load = try load(on: today)
        #expect(load.config != nil)
        let expected = warning.map {
            "Config/calendars/cn.csv: warning: \($0): on later days, rules about working days "
                + "hold every message"
        }
        #expect(lines(load) == (expected.map { [$0] } ?? []))
    }

    @Test func workingDaysNeedACalendar() throws {
        try edit("Config/nudge.yaml", "calendar: cn\n", "")
        #expect(try load().config != nil)
        try edit(
            "Config/rulebooks/cn-mainland.yaml",
            "spans: [\"09:00-20:00\"]",
            "spans: [{time: \"09:00-20:00\", days: working}]"
        )
        let load = try load()
        #expect(load.config == nil)
        #expect(
            lines(load) == [
                "Config/rulebooks/cn-mainland.yaml:43:41: error: this rulebook asks for working days, "
                    + "and no calendar is named"
            ]
        )
    }

    @Test func aChannelWithoutAGatewayIsWarnedOf() throws {
        try edit("Config/gateways/sandbox.yaml", "[sms, email, push]", "[sms, email]")
        let load = try load()
        #expect(load.config != nil)
        #expect(
            lines(load) == [
                "Config/strategies/standard.yaml: warning: the strategy asks for push, and no "
                    + "gateway sends it"
            ]
        )
    }

    @Test func theSandboxInProductionIsWarnedOf() throws {
        try edit("Config/nudge.yaml", "environment: staging", "environment: production")
        let load = try load()
        #expect(load.config != nil)
        #expect(
            lines(load).contains(
                "Config/gateways/sandbox.yaml: warning: in production, what this gateway takes "
                    + "reaches nobody"
            )
        )
    }

    @Test func aFolderWithoutGatewaysIsRefused() throws {
        try folder.remove("Config/gateways/sandbox.yaml")
        let load = try load()
        #expect(load.config == nil)
        // The examples below the folder are not loaded.
        #expect(lines(load) == ["Config/gateways: error: there is no gateway"])
    }

    @Test func aFileThatIsNotUTF8IsTold() throws {
        let path = "\(folder.path)/Config/rulebooks/cn-mainland.yaml"
        try Data([0x74, 0xC4, 0xFA, 0x0A]).write(to: URL(fileURLWithPath: path))
        #expect(try load().problems.contains { $0.message == "\(path) is not UTF-8" })
    }
}

/// The templates that the standard strategy names.
enum ShippedTemplates {
    static let names: [String] =
        [
            "coming-due/first", "coming-due/second", "due-today/notice", "early/first",
            "early/second",
            "late/first", "late/second", "late/assistance", "high-risk/first",
            "high-risk/assistance",
        ].flatMap { path in ["sms", "email", "push"].map { "\(path).\($0)" } } + answers

    private static let answers = ["says-paid", "hardship", "complaint", "help", "opt-in"]
        .map { "replies/\($0).sms" }
}
