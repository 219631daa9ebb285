import NudgeCore
import Testing

struct MessageTemplateTests {
    struct Case: CustomTestStringConvertible, Sendable {
        var testDescription: String
        var source: String
        var values: MessageValues
        var body: String

        init(_ name: String, _ source: String, _ values: MessageValues, _ body: String) {
            testDescription = name
            self.source = source
            self.values = values
            self.body = body
        }
    }

    private static let one = WordingFixtures.values()
    private static let two = WordingFixtures.values(debts: [
        WordingFixtures.debt(from: 3),
        WordingFixtures.debt(tail: "5678", product: "消费贷", fen: 100, dueIn: -2, from: 5),
    ])
    private static let seven = WordingFixtures.values(
        debts: (1...7).map { WordingFixtures.debt(tail: "000\($0)", fen: Int64($0) * 100) }
    )

    static let cases = [
        Case("plain text", "谢谢", one, "谢谢"),
        Case("Chinese names", "{{姓名}}应还{{金额}}", one, "张三丰应还1,234.56元"),
        Case("English names", "{{name}}: {{ amount }}", one, "张三丰: 1,234.56元"),
        Case("nothing is escaped", "<&>\"'{}", one, "<&>\"'{}"),
        Case("amount with currency", "{{金额|人民币}}", one, "人民币1,234.56元"),
        Case("amount in digits", "{{金额|数字}}", one, "1,234.56"),
        Case("amount in capitals", "{{ 金额 | 大写 }}", one, "人民币壹仟贰佰叁拾肆元伍角陆分"),
        Case(
            "dates",
            "{{到期日}} {{到期日|月日}} {{到期日|ISO}} {{due_date|iso}}",
            one,
            "2026年11月22日 11月22日 2026-11-22 2026-11-22"
        ),
        Case("masked name", "{{姓名|脱敏}}", one, "张*丰"),
        Case("a number", "{{逾期天数}}天", two, "5天"),
        Case("a number not reached is zero", "{{逾期天数}}", one, "0"),
        Case("condition", "{{#多笔}}多{{/多笔}}{{^多笔}}单{{/多笔}}", one, "单"),
        Case("condition that holds", "{{#several}}多{{/多笔}}{{^多笔}}单{{/several}}", two, "多"),
        Case("section of a text", "{{#产品}}{{产品}}{{/产品}}", one, "信用卡"),
        Case("section of a number", "{{#逾期天数}}逾期{{/逾期天数}}。", one, "。"),
        Case(
            "list",
            "{{#明细}}{{序号}}:{{尾号}} {{金额}} {{逾期天数}}{{^末笔}}；{{/末笔}}{{/明细}}"
                + "{{#其余笔数}}{{其余笔数}}{{/其余笔数}}",
            two,
            "1:1234 1,234.56元 3；2:5678 1.00元 5"
        ),
        Case(
            "list sums up what it does not show",
            "{{#明细}}{{尾号}} {{/明细}}{{#其余笔数}}另{{其余笔数}}笔{{其余金额}}{{/其余笔数}}共{{金额}}",
            seven,
            "0001 0002 0003 0004 0005 另2笔13.00元共28.00元"
        ),
        Case("sum and earliest date", "{{金额}}{{到期日|月日}}", two, "1,235.56元11月20日"),
        Case("comment", "甲{{! 说明 }}乙", one, "甲乙"),
        Case("comment over lines", "甲\n{{! 说\n明 }}\n乙", one, "甲\n乙"),
        Case("sections on lines of their own", "甲\n{{#姓名}}\n乙\n{{/姓名}}\n丙", one, "甲\n乙\n丙"),
        Case("indented section", "甲\n  {{^姓名}} \n乙\n\t{{/姓名}}\n丙", one, "甲\n丙"),
        Case("tags beside text keep their lines", "甲 {{#姓名}}\n乙{{/姓名}}\n丙", one, "甲 \n乙\n丙"),
        Case("byte order mark, CR LF, blank ends", "\u{FEFF}\r\n甲\r\n乙\r\n\r\n", one, "甲\n乙"),
        Case("dashes without a header", "甲\n---\n乙", one, "甲\n---\n乙"),
        Case("an address is no header", "https://example.com/a", one, "https://example.com/a"),
    ]

    @Test(arguments: cases)
    func rendersItsText(_ row: Case) throws {
        let template = try WordingFixtures.sms(row.source)
        #expect(try template.render(row.values).body == row.body)
    }

    @Test func theSubjectIsATemplateToo() throws {
        let template = try MessageTemplate(
            name: "trial",
            channel: .email,
            source: "subject: {{机构}}提醒\n---\n\n正文{{姓名}}\n"
        )
        let text = try template.render(Self.one)
        #expect(text == RenderedText(subject: "示例银行提醒", body: "正文张三丰"))
        #expect(template.variables == [.name, .creditor])
    }

    @Test func aReusedBufferHoldsTheSameBytes() throws {
        let template = try WordingFixtures.sms("{{姓名}}应还{{金额}}，{{到期日}}。")
        var buffer: [UInt8] = []
        for _ in 0..<3 {
            buffer.removeAll(keepingCapacity: true)
            try template.renderBody(Self.one, into: &buffer)
        }
        #expect(String(decoding: buffer, as: UTF8.self) == (try template.render(Self.one).body))
    }

    @Test func aMissingValueIsAnErrorAndNeverABlank() throws {
        let template = try WordingFixtures.sms("{{姓名}}您好")
        #expect(throws: RenderError.missing(.name)) {
            try template.render(WordingFixtures.values(name: ""))
        }
    }

    @Test(arguments: [-1, MoneyForm.minorUnitsMax + 1])
    func anAmountOutOfRangeIsAnError(fen: Int64) throws {
        let template = try WordingFixtures.sms("{{金额}}")
        #expect(throws: RenderError.amountOutOfRange) {
            try template.render(WordingFixtures.values(debts: [WordingFixtures.debt(fen: fen)]))
        }
    }

    @Test func sumsThatOverflowAreRefusedAndDoNotTrap() throws {
        let debts = [WordingFixtures.debt(fen: .max), WordingFixtures.debt(fen: .max)]
        let template = try WordingFixtures.sms("{{金额}}")
        #expect(throws: RenderError.amountOutOfRange) {
            try template.render(WordingFixtures.values(debts: debts))
        }
    }

    @Test func aMessageWithoutDebtsIsAnError() throws {
        let template = try WordingFixtures.sms("您好")
        #expect(throws: RenderError.noDebts) {
            try template.render(WordingFixtures.values(debts: []))
        }
    }

    @Test func severalCurrenciesAreSummedEach() throws {
        let debts = [
            WordingFixtures.debt(fen: 100), WordingFixtures.debt(fen: 200, currency: .usd),
            WordingFixtures.debt(fen: 300),
        ]
        let text = try WordingFixtures.sms("{{金额}}").render(WordingFixtures.values(debts: debts))
        #expect(text.body == "4.00元及2.00美元")
    }

    @Test func aValueCanNeitherBreakALineNorGrow() throws {
        let long = String(repeating: "字", count: 25)
        let template = try WordingFixtures.sms("{{姓名}}|{{产品}}")
        let debts = [WordingFixtures.debt(product: "甲\r\nBcc: 乙")]
        let text = try template.render(WordingFixtures.values(name: long, debts: debts)).body
        #expect(text == String(repeating: "字", count: 19) + "…|甲  Bcc: 乙")
    }
}
