import NudgeCore
import Testing

struct LongestTests {
    private static let extreme = WordingFixtures.values(
        name: String(repeating: "名", count: 40),
        debts: (0..<9).map { _ in
            WordingFixtures.debt(
                product: String(repeating: "品", count: 40),
                fen: MoneyForm.minorUnitsMax / 9,
                currency: .twd,
                dueIn: 30,
                from: 200_000
            )
        }
    )

    @Test(arguments: [
        ("您好", 2),
        ("{{机构}}", 4),
        ("{{姓名}}", 20),
        ("{{尾号}}", 4),
        ("{{逾期天数}}", 5),
        ("{{到期日}}", 11),
        ("{{到期日|月日}}", 6),
        ("{{金额|数字}}", 14),
        ("{{金额}}", 18),
        ("😀", 2),
        // The two branches exclude each other.
        ("{{#姓名}}{{姓名}}{{/姓名}}{{^姓名}}客户{{/姓名}}", 20),
        ("{{#多笔}}一二三{{/多笔}}{{^多笔}}一二{{/多笔}}", 3),
        ("{{#多笔}}一{{/多笔}}{{^多笔}}一二{{/多笔}}{{#多笔}}三{{/多笔}}", 2),
        // Known from the creditor.
        ("{{#投诉电话}}一二三{{/投诉电话}}{{^投诉电话}}一二三四五六{{/投诉电话}}", 3),
        ("{{#明细}}{{尾号}}{{^末笔}}、{{/末笔}}{{/明细}}{{#其余笔数}}等{{/其余笔数}}", 26),
    ])
    func isKnownBeforeSending(source: String, units: Int) throws {
        let template = try WordingFixtures.sms(source)
        #expect(template.longest(for: WordingFixtures.creditor) == units)
        let text = try template.render(Self.extreme).body
        #expect(text.utf16.count <= units)
    }

    @Test func eachFurtherCurrencyAddsASum() throws {
        let template = try WordingFixtures.sms("{{金额|数字}}")
        #expect(template.longest(for: WordingFixtures.creditor, currencies: 2) == 29)
    }

    @Test func segmentsCountTheSignature() throws {
        let template = try WordingFixtures.sms(String(repeating: "字", count: 65))
        #expect(template.longest(for: WordingFixtures.creditor) == 65)
        #expect(template.longestSegments(for: WordingFixtures.creditor) == 2)
    }

    @Test(arguments: [
        ("{{尾号}}", true),
        ("{{#尾号}}{{尾号}}{{/尾号}}", true),
        ("{{#多笔}}{{尾号}}{{/多笔}}", false),
        ("{{#多笔}}{{尾号}}{{/多笔}}{{^多笔}}{{尾号}}{{/多笔}}", true),
        ("{{#明细}}{{尾号}}{{/明细}}{{#其余笔数}}等{{/其余笔数}}", true),
        ("{{产品}}", false),
    ])
    func aRequiredElementMustBeOnEveryPath(source: String, isThere: Bool) throws {
        let basis = Basis(kind: .house, source: "test")
        let element = RequiredElement(variable: "尾号", scope: RuleScope(), basis: basis)
        let lacking = try WordingFixtures.sms(source).lacking([element], messageClass: .notice)
        #expect(lacking.isEmpty == isThere)
    }

    @Test func requiredElementsKeepToTheirScopeAndTheSignatureNamesTheCreditor() throws {
        let basis = Basis(kind: .house, source: "test")
        let template = try WordingFixtures.sms("您好")
        let element = { (name: String, scope: RuleScope) in
            RequiredElement(variable: name, scope: scope, basis: basis)
        }
        let none = [
            element("机构", RuleScope()),
            element("尾号", RuleScope(channels: [.email])),
            element("尾号", RuleScope(classes: [.collection])),
        ]
        #expect(template.lacking(none, messageClass: .notice).isEmpty)
        let unknown = element("没有的", RuleScope())
        #expect(template.lacking([unknown], messageClass: .notice) == [unknown])
    }
}
