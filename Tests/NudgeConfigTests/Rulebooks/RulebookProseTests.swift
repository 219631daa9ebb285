import Foundation
import NudgeConfig
import NudgeCore
import Testing

/// What `nudge rules explain` says, compared with `Golden/`.
///
/// `NUDGE_UPDATE_GOLDEN=1 swift test --filter RulebookProse` writes the files anew.
struct RulebookProseTests {
    private static let golden = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().appending(path: "Golden")

    private func compare(_ text: String, with name: String) throws {
        let file = Self.golden.appending(path: name)
        if ProcessInfo.processInfo.environment["NUDGE_UPDATE_GOLDEN"] != nil {
            try text.write(to: file, atomically: true, encoding: .utf8)
        }
        #expect(text == (try String(contentsOf: file, encoding: .utf8)), "\(name)")
    }

    @Test(arguments: RulebookShelfTests.names, RulebookProse.Language.allCases)
    func aShippedRulebookReadsAsItsGoldenFile(
        name: String,
        language: RulebookProse.Language
    ) throws {
        let result = RulebookFile.read("\(Repository.path)/Config/rulebooks/\(name).yaml")
        let rulebook = try #require(result.rulebook)
        let text = RulebookProse.text(of: rulebook, in: language)
        try compare(text, with: "\(name).\(language.rawValue).txt")
        for rule in rulebook.closings { #expect(text.contains(rule.name)) }
        for cap in rulebook.caps { #expect(text.contains(cap.basis.source)) }
    }

    @Test(arguments: RulebookProse.Language.allCases)
    func everyFormHasItsSentence(_ language: RulebookProse.Language) throws {
        let problems = ConfigProblemList(file: "forms.yaml")
        let rulebook = RulebookReader.read(
            name: "forms",
            text: RuleFormTests.sound,
            problems: problems,
            hasZone: { _ in true }
        )
        let text = RulebookProse.text(of: try #require(rulebook), in: language)
        try compare(text, with: "forms.\(language.rawValue).txt")
    }

    @Test func aFileThatIsWrongIsSaidAtItsPlace() {
        let missing = RulebookFile.read("/nowhere/x.yaml")
        #expect(missing.rulebook == nil)
        #expect(missing.problems.map(\.message).first?.contains("cannot read") == true)
    }
}
