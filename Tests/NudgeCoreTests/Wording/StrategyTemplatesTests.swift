import Foundation
import NudgeCore
import Testing

/// The templates of the strategies that are shipped beside the standard one, each set whole.
///
/// `NUDGE_UPDATE_GOLDEN=1 swift test --filter StrategyTemplates` writes the files anew.
struct StrategyTemplatesTests {
    static let folders = ["stratified-cards", "graded", "rural", "one-limit", "young-loan"]

    private struct Trial {
        var title: String
        var values: MessageValues
    }

    private func trials(from days: Int) -> [Trial] {
        let one = WordingFixtures.debt(from: days)
        let two = WordingFixtures.debt(tail: "5678", product: "", fen: 88_800, from: days)
        return [
            Trial(title: "one debt", values: WordingFixtures.values(debts: [one])),
            Trial(
                title: "two debts, no name, autopay failed",
                values: WordingFixtures.values(name: "", debts: [one, two], autopay: .failed)
            ),
        ]
    }

    private func files(_ folder: String) throws -> [String] {
        try FileManager.default
            .contentsOfDirectory(
                atPath: ShippedTemplatesTests.templates.appending(path: folder).path
            )
            .filter { $0.hasSuffix(".mustache") }.sorted()
    }

    private func template(_ folder: String, _ file: String) throws -> MessageTemplate {
        let parts = file.split(separator: ".")
        let source = try String(
            contentsOf: ShippedTemplatesTests.templates.appending(path: "\(folder)/\(file)"),
            encoding: .utf8
        )
        return try MessageTemplate(
            name: "\(folder)/\(parts[0])",
            channel: try #require(Channel(name: String(parts[1]))),
            source: source
        )
    }

    private func days(_ file: String) -> Int {
        let isEarly = ["coming-due", "due-today", "limit", "autopay"].contains {
            file.hasPrefix($0 + ".")
        }
        return isEarly ? 0 : 12
    }

    @Test(arguments: folders)
    func everyTemplateOfTheSetRendersAsItsGoldenFile(folder: String) throws {
        var report = ""
        for file in try files(folder) {
            let template = try template(folder, file)
            for trial in trials(from: days(file)) {
                let text = try template.render(trial.values)
                report += "=== \(file), \(trial.title)\n"
                if let subject = text.subject { report += "subject: \(subject)\n---\n" }
                report += text.body + "\n"
            }
        }
        let golden = ShippedTemplatesTests.tests.appending(path: "Golden/strategy-\(folder).txt")
        if ProcessInfo.processInfo.environment["NUDGE_UPDATE_GOLDEN"] == "1" {
            try report.write(to: golden, atomically: true, encoding: .utf8)
        }
        #expect(report == (try String(contentsOf: golden, encoding: .utf8)))
    }

    @Test(arguments: folders)
    func aTextMessageFitsTwoSegmentsAndSaysWhatItMust(folder: String) throws {
        for file in try files(folder) {
            let template = try template(folder, file)
            for trial in trials(from: days(file)) {
                let body = try template.render(trial.values).body
                #expect(body.contains("如已还款请忽略") || body.contains("如您已还款，请忽略"), "\(file)")
                #expect(body.contains("1234") && body.contains("元"), "\(file)")
                #expect(body.contains("95500") && body.contains("11月22日"), "\(file)")
                guard file.hasSuffix(".sms.mustache") else { continue }
                let segments = SMSLength.segments(of: "【示例银行】" + body, rule: .mainland)
                #expect(segments <= 2, "\(file), \(trial.title): \(body.count)")
            }
        }
    }

    @Test(arguments: folders)
    func nothingForbiddenIsSaid(folder: String) throws {
        for file in try files(folder) {
            let template = try template(folder, file)
            let kind = days(file) > 0 ? MessageClass.collection : .notice
            let found = ShippedTemplatesTests.lint.findings(in: template, messageClass: kind)
            #expect(found.isEmpty, "\(file)")
        }
    }

    /// The rural policy: disclosure and a complaint line in every message.
    @Test func everyMessageOfTheRuralBankNamesTheComplaintLine() throws {
        for file in try files("rural") {
            let template = try template("rural", file)
            for trial in trials(from: days(file)) {
                #expect(try template.render(trial.values).body.contains("投诉12378"), "\(file)")
            }
        }
    }
}
