import NudgeCore
import Testing

struct TemplateErrorTests {
    struct Case: CustomTestStringConvertible, Sendable {
        var testDescription: String
        var source: String
        var line: Int
        var column: Int
        var message: String
        var hint: String
        var channel = Channel.sms

        init(
            _ source: String,
            _ line: Int,
            _ column: Int,
            _ message: String,
            _ hint: String,
            by channel: Channel = .sms
        ) {
            testDescription = message + " in " + source
            self.source = source
            self.line = line
            self.column = column
            self.message = message
            self.hint = hint
            self.channel = channel
        }
    }

    static let cases = [
        Case("{{金客}}", 1, 3, "unknown variable \"金客\"", "did you mean \"金额\"?"),
        Case("您好\n应还{{amout}}", 2, 5, "unknown variable \"amout\"", "did you mean \"amount\"?"),
        Case("{{完全不对}}", 1, 3, "unknown variable", "variables: 姓名"),
        Case("{{金额｜大写}}", 1, 3, "unknown variable", "write | in half-width"),
        Case("{{金额|大些}}", 1, 6, "unknown formatter \"大些\"", "did you mean \"大写\"?"),
        Case("{{金额| 小写体}}", 1, 7, "unknown formatter", "金额 takes: 人民币"),
        Case("{{姓名|大写}}", 1, 6, "formatter 大写 is not for a name", "姓名 takes: 脱敏"),
        Case("{{机构|月日}}", 1, 6, "formatter 月日 is not for a text", "机构 takes no formatter"),
        Case("{{多笔}}", 1, 3, "is a condition and cannot be written", "{{#多笔}}"),
        Case("{{明细}}", 1, 3, "is a list and cannot be written", "{{#明细}}"),
        Case("{{#金额}}{{/金额}}", 1, 4, "is an amount and opens no section", "sections take"),
        Case("{{序号}}", 1, 3, "序号 stands outside 明细", "between {{#明细}}"),
        Case("甲\n{{#多笔}}乙", 2, 1, "section 多笔 is not closed", "{{/多笔}}"),
        Case("{{#多笔}}乙{{/姓名}}", 1, 12, "closes \"姓名\", but 多笔 is open", "write {{/多笔}}"),
        Case("甲{{/多笔}}", 1, 2, "closes a section that is not open", "remove it"),
        Case("甲}}乙", 1, 2, "}} without {{", "remove it"),
        Case("甲{{姓名", 1, 2, "tag is not closed", "close it"),
        Case("甲{{姓名\n}}", 1, 2, "tag is not closed", "same line"),
        Case("{{姓名 {{金额}}", 1, 1, "tag is not closed", "close it"),
        Case("{{ }}", 1, 1, "empty tag", "name a variable"),
        Case("{{{姓名}}}", 1, 1, "unescaped tag", "{{…}}"),
        Case("{{&姓名}}", 1, 1, "unescaped tag", "{{…}}"),
        Case("{{姓名}}}", 1, 7, "a third }", "two braces"),
        Case("{{>other}}", 1, 1, "partials are not supported", "this template"),
        Case("{{=<% %>=}}", 1, 1, "delimiters cannot be changed", "{{…}}"),
        Case("｛｛姓名｝｝", 1, 1, "full-width braces", "half-width"),
        Case("{{^明细}}{{/明细}}", 1, 4, "明细 cannot be inverted", "{{^多笔}}"),
        Case("{{#明细}}{{#明细}}", 1, 11, "明细 inside 明细", "close the first"),
        Case("甲{{#明细}}{{尾号}}{{/明细}}", 1, 2, "nothing tells of the others", "{{#其余笔数}}"),
        Case("", 1, 1, "the message is empty", "write its text"),
        Case("甲", 1, 1, "no subject", "subject: …", by: .email),
        Case("甲", 1, 1, "no subject", "subject: …", by: .push),
        Case("subject: 甲\n---\n乙", 1, 1, "by sms has no subject", "remove"),
        Case("subject: 甲\n乙", 2, 1, "not a header line", "---", by: .email),
        Case("subject: 甲\n", 1, 1, "the header does not end", "---", by: .email),
        Case("title: 甲\n---\n乙", 1, 1, "unknown header \"title\"", "subject", by: .push),
        Case("subject: 甲\nsubject: 乙\n---\n丙", 2, 1, "a second subject", "one", by: .push),
        Case("subject:\n---\n乙", 1, 9, "the subject is empty", "write it", by: .email),
        Case("subject: {{姓}}\n---\n{{x}}", 1, 12, "unknown variable \"姓\"", "", by: .email),
        Case("subject: 甲\n---\n\n乙{{x}}", 4, 4, "unknown variable \"x\"", "", by: .email),
        Case("subject: 甲\n---\n\n", 4, 1, "the message is empty", "", by: .email),
        Case(
            "{{#多笔}}{{/多笔}}{{#姓名}}{{/姓名}}{{#产品}}{{/产品}}{{#尾号}}{{/尾号}}{{#已逾期}}{{/已逾期}}"
                + "{{#自动扣款}}{{/自动扣款}}{{#扣款失败}}{{/扣款失败}}{{#保证人}}{{/保证人}}{{#笔数}}{{/笔数}}",
            1,
            1,
            "9 different conditions; at most 8",
            "two templates"
        ),
    ]

    @Test(arguments: cases)
    func saysWhatIsWrongAndWhere(_ row: Case) throws {
        let error = try #require(throws: TemplateError.self) {
            try MessageTemplate(name: "trial", channel: row.channel, source: row.source)
        }
        #expect(error.line == row.line)
        #expect(error.column == row.column)
        #expect(error.message.contains(row.message), "\(error)")
        #expect(error.hint.contains(row.hint), "\(error)")
    }

    @Test func readsAsOneLineBehindAFileName() {
        let error = TemplateError(line: 3, column: 5, message: "unknown", hint: "look")
        #expect(error.description == "3:5: unknown (look)")
    }
}
