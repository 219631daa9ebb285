import Foundation
import NudgeCore
import Testing

/// The shipped answers to replies: short, of no debt, and with nothing that may not be said.
struct AnswerTemplatesTests {
    static let folder = "replies"
    static let names = ["says-paid", "hardship", "complaint", "help", "opt-in", "opt-out"]
    static let channels = [Channel.sms, .email, .push]
    /// In mails the shipped rulebook asks for the way to pay, which a confirmation does not say.
    static let shipped = names.flatMap { name in channels.map { (name, $0) } }
        .filter { $0 != ("opt-out", .email) }

    private func template(_ name: String, _ channel: Channel = .sms) throws -> MessageTemplate {
        let file = ShippedTemplatesTests.templates
            .appending(path: "\(Self.folder)/\(name).\(channel.name).mustache")
        let source = try String(contentsOf: file, encoding: .utf8)
        return try MessageTemplate(
            name: "\(Self.folder)/\(name)",
            channel: channel,
            source: source
        )
    }

    @Test(arguments: shipped)
    func anAnswerSaysWhoSpeaksAndNothingOfADebt(_ name: String, _ channel: Channel) throws {
        let template = try template(name, channel)
        for person in ["王伟", ""] {
            let values = WordingFixtures.values(
                name: person,
                debts: [WordingFixtures.debt(from: 12)]
            )
            let rendered = try template.render(values)
            let words = (rendered.subject ?? "") + rendered.body
            #expect(words.contains("95500"))
            #expect(channel == .sms || words.contains("示例银行"))
            #expect(!words.contains("1234") && !words.contains("元") && !words.contains("逾期"))
            #expect(!words.contains("{{") && !words.contains("，，") && !words.contains("。。"))
            guard channel == .sms else {
                #expect(rendered.subject?.isEmpty == false)
                continue
            }
            let sms = "【示例银行】" + rendered.body
            #expect(SMSLength.segments(of: sms, rule: .mainland) <= 2)
        }
        for messageClass in [MessageClass.collection, .notice] {
            let findings = ShippedTemplatesTests.lint.findings(
                in: template,
                messageClass: messageClass
            )
            #expect(findings.isEmpty, "\(findings)")
        }
    }

    /// It confirms, and offers nothing: 47 CFR 64.1200(a)(12).
    @Test(arguments: [Channel.sms, .push])
    func aRefusalIsConfirmedAndNothingElse(_ channel: Channel) throws {
        let values = WordingFixtures.values(debts: [WordingFixtures.debt(from: 12)])
        let body = try template("opt-out", channel).render(values).body
        #expect(body.contains("不再以此方式向您发送此类信息"))
        for word in ["恢复", "订阅", "优惠", "还款"] { #expect(!body.contains(word), "\(word)") }
    }

    @Test func everyFileOfTheFolderIsTested() throws {
        let path = ShippedTemplatesTests.templates.appending(path: Self.folder).path
        let files = try FileManager.default.contentsOfDirectory(atPath: path).sorted()
        let tested = Self.shipped.map { "\($0.0).\($0.1.name).mustache" }
        #expect(files == tested.sorted())
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
