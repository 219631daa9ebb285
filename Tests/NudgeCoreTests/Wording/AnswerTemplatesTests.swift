import Foundation
import NudgeCore
import Testing

/// The shipped answers to replies: short, of no debt, and with nothing that may not be said.
struct AnswerTemplatesTests {
    static let folder = "replies"
    static let names = ["says-paid", "hardship", "complaint", "help", "opt-in"]

    private func template(_ name: String) throws -> MessageTemplate {
        let file = ShippedTemplatesTests.templates
            .appending(path: "\(Self.folder)/\(name).sms.mustache")
        let source = try String(contentsOf: file, encoding: .utf8)
        return try MessageTemplate(name: "\(Self.folder)/\(name)", channel: .sms, source: source)
    }

    @Test(arguments: names)
    func anAnswerSaysWhoSpeaksAndNothingOfADebt(_ name: String) throws {
        let template = try template(name)
        for person in ["王伟", ""] {
            let values = WordingFixtures.values(
                name: person,
                debts: [WordingFixtures.debt(from: 12)]
            )
            let body = try template.render(values).body
            #expect(body.contains("95500"))
            #expect(!body.contains("1234") && !body.contains("元") && !body.contains("逾期"))
            #expect(SMSLength.segments(of: "【示例银行】" + body, rule: .mainland) <= 2)
        }
        #expect(
            ShippedTemplatesTests.lint.findings(in: template, messageClass: .collection).isEmpty
        )
    }

    @Test func everyFileOfTheFolderIsTested() throws {
        let path = ShippedTemplatesTests.templates.appending(path: Self.folder).path
        let files = try FileManager.default.contentsOfDirectory(atPath: path).sorted()
        #expect(files == Self.names.map { "\($0).sms.mustache" }.sorted())
    }

    /// Only what is about the sender is asked of an answer.
    @Test func whatRulesRequireOfADebtIsNotAskedOfAnAnswer() throws {
        let required = ["机构", "尾号", "金额", "客服电话"].map {
            RequiredElement(
                variable: $0,
                scope: RuleScope(),
                basis: Basis(kind: .house, source: "test")
            )
        }
        let lacking = { (isAnswer: Bool) in
            try template("help")
                .lacking(required, messageClass: .collection, isAnswer: isAnswer)
                .map(\.variable)
        }
        #expect(try lacking(false) == ["尾号", "金额"])
        #expect(try lacking(true) == [])
    }
}
