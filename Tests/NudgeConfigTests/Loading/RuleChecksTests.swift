import Foundation
import NudgeConfig
import NudgeCore
import Testing

/// What is wrong with rules that only the whole configuration shows.
struct RuleChecksTests {
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

    private static let basis = "basis: {kind: house, source: s}"

    /// The mainland's rulebook with a second one beside it.
    private func load(_ rules: String) throws -> ConfigLoad {
        try folder.write(
            "Config/rulebooks/own.yaml",
            """
            title: Own
            default_zone: Asia/Shanghai
            recipients: {roles: [debtor, guarantor, co-borrower], \(Self.basis)}
            \(rules)

            """
        )
        let main = try folder.read("Config/nudge.yaml")
            .replacing("rulebooks: [cn-mainland]", with: "rulebooks: [cn-mainland, own]")
        try folder.write("Config/nudge.yaml", main)
        return ConfigLoader.load(
            configFile: "\(folder.path)/Config/nudge.yaml",
            today: try #require(CivilDate(parsing: "2026-06-01"))
        )
    }

    struct Row: Sendable, CustomTestStringConvertible {
        var name: String
        var rules: String
        /// The problem without its folder, and its hint; an empty one: nothing.
        var expected: String
        var hint: String

        var testDescription: String { name }
    }

    static let rows: [Row] = [
        Row(
            name: "a tier that the strategy does not have",
            rules:
                "caps: [{name: a, tiers: [high-rsk], per: customer, period: day, most: 1, \(basis)}]",
            expected: "own.yaml:4:26: error: the strategy standard has no tier 'high-rsk'",
            hint: "did you mean 'high-risk'?"
        ),
        Row(
            name: "a holiday that the calendar does not have",
            rules: "blackouts: [{name: a, holiday: 春结, \(basis)}]",
            expected: "own.yaml:4:32: error: the calendar knows no holiday '春结'",
            hint: "did you mean '春节'?"
        ),
        Row(
            name: "windows that never meet, across rulebooks",
            rules:
                "windows: [{name: nights, classes: [notice], spans: [\"20:00-23:00\"], \(basis)}]",
            expected: "own.yaml:4:11: error: no notice by sms could ever leave: 'notice-hours' of "
                + "cn-mainland and 'nights' of own leave no minute of any day open",
            hint: "the strictest wins: widen one of them, or forbid the channel with most: 0"
        ),
        Row(
            name: "quiet hours that cover the day",
            rules: "windows: [{name: a, channels: [wechat], classes: [marketing], "
                + "quiet: [\"00:00-12:00\", \"12:00-24:00\"], \(basis)}]",
            expected: "own.yaml:4:11: error: no marketing by wechat could ever leave: "
                + "'marketing-hours' of cn-mainland and 'a' of own leave no minute of any day open",
            hint: "the strictest wins: widen one of them, or forbid the channel with most: 0"
        ),
        Row(
            name: "open on working days here and on the others there",
            rules:
                "windows: [{name: a, channels: [wechat], spans: {time: \"09:00-18:00\", days: working}, "
                + "\(basis)}, {name: b, channels: [wechat], spans: {time: \"09:00-18:00\", days: "
                + "non-working}, \(basis)}]",
            expected: "own.yaml:4:120: error: no notice by wechat could ever leave: 'notice-hours' "
                + "of cn-mainland and 'a' of own and 'b' of own leave no minute of any day open",
            hint: "the strictest wins: widen one of them, or forbid the channel with most: 0"
        ),
        Row(
            name: "caps that forbid everything",
            rules: "caps: [{name: a, per: customer, period: day, most: 0, \(basis)}]",
            expected: "own.yaml:4:8: warning: caps of most: 0 forbid every notice on every channel",
            hint: "if nothing shall be sent, 'nudge stop' says so and can be lifted"
        ),
        Row(
            name: "a window of summer evenings and one of winter days",
            rules: "windows: [{name: s, classes: [notice], spans: {time: \"09:00-18:00\", "
                + "season: \"06-01..08-31\"}, \(basis)}]",
            expected: "",
            hint: ""
        ),
        Row(
            name: "a rule for a tier that there is",
            rules: "windows: [{name: s, tiers: [high-risk], classes: [collection], "
                + "spans: [\"10:00-12:00\"], \(basis)}]",
            expected: "",
            hint: ""
        ),
    ]

    @Test(arguments: rows)
    func itIsSaidAtItsPlace(_ row: Row) throws {
        let load = try load(row.rules)
        let own = load.problems.map { problem in
            problem.description.replacing("\(folder.path)/Config/rulebooks/", with: "")
        }
        guard !row.expected.isEmpty else {
            #expect(own.isEmpty)
            return
        }
        #expect(own.contains("\(row.expected)\n  hint: \(row.hint)"), "\(own)")
    }
}
