import NudgeCore
import Testing

struct WordingLintTests {
    private static let basis = Basis(kind: .industry, source: "test")
    static let lint = WordingLint(
        words: [
            ("坐牢", "L02"), ("后果自负", "L04"), ("上门找你", "L04"), ("老赖", "L05"), ("请转告…欠款", "L06"),
            ("24小时内不还", "L03"), ("催收费", "L10"), ("立即还款", "L12"), ("优惠", "L15"),
            ("法院…传票", "L01"), ("legal action", "L03"), ("jail", "L02"), ("…", "L99"),
        ].map { ForbiddenWord(phrase: $0.0, category: $0.1, basis: basis) }
    )

    @Test(arguments: [
        ("否则后果自负。", ["后果自负 1:3"]),
        ("后 果-自*负", ["后果自负 1:1"]),
        ("后\u{200B}果\u{FEFF}自负", ["后果自负 1:1"]),
        ("甲\n乙，会坐.牢", ["坐牢 2:4"]),
        ("２４小时内不还", ["24小时内不还 1:1"]),
        ("老赖老赖", ["老赖 1:1", "老赖 1:3"]),
        ("请转告张三欠款未还", ["请转告…欠款 1:1"]),
        ("请转告张三。您的欠款", []),
        ("法院已寄出传票", ["法院…传票 1:1"]),
        ("法院一二三四五六七八九十一二三传票", []),
        ("LEGAL  ACTION!", ["legal action 1:1"]),
        ("illegal actions", []),
        ("jailed", []),
        ("go to jail", ["jail 1:7"]),
        // Across the end of a sentence there is no word.
        ("请勿担心后果。自负盈亏", []),
        // Negations.
        ("我们严禁催收人员说坐牢等话", []),
        ("不会上门找你", []),
        ("不得恐吓、说老赖", []),
        // A negation of another clause turns nothing.
        ("不得拖延，否则后果自负", ["后果自负 1:8"]),
        ("您不会还款，后果自负", ["后果自负 1:7"]),
        ("请勿一二三四五六七八九十一二三四五六七八老赖", ["老赖 1:21"]),
        ("正常的还款提醒，应还1,234.56元", []),
    ])
    func findsWordsHoweverDressedUp(text: String, expected: [String]) {
        let found = Self.lint.findings(in: text, channel: .email, messageClass: .collection)
        #expect(found.map { "\($0.phrase) \($0.line):\($0.column)" } == expected)
    }

    @Test(
        "runs on every channel and class",
        arguments: Channel.allCases,
        MessageClass.allCases
    )
    func runsEverywhere(channel: Channel, messageClass: MessageClass) {
        let found = Self.lint.findings(in: "后果自负", channel: channel, messageClass: messageClass)
        #expect(found.map(\.category) == ["L04"])
        #expect(found.map(\.severity) == [.block])
    }

    @Test func pressureOnTimeOnlyWarns() {
        let found = Self.lint.findings(in: "请立即还款", channel: .sms, messageClass: .collection)
        #expect(found.map(\.severity) == [.warn])
    }

    @Test func promotionIsWrongOnlyWhereNothingMayBePromoted() {
        let found = { (kind: MessageClass) in
            Self.lint.findings(in: "限时优惠", channel: .push, messageClass: kind).map(\.category)
        }
        #expect(found(.notice) == ["L15"])
        #expect(found(.collection) == ["L15"])
        #expect(found(.marketing).isEmpty)
    }

    @Test(arguments: [
        ("11010519491231002X", ["identity number"]),
        ("110105194912310021", ["identity number"]),
        ("110105 19491231 002x", ["identity number"]),
        ("卡号6222021234567895吗", []),
        ("卡号4111111111111111", ["card number"]),
        ("4111 1111 1111 1111", ["card number"]),
        ("4111-1111-1111-1111", ["card number"]),
        ("4111111111111112", []),
        ("１３８００００１２３４", ["mobile number"]),
        ("致电138 0000 1234", ["mobile number"]),
        ("+8613800001234", ["mobile number"]),
        ("12800001234", []),
        ("尾号1234，2026-11-22到期，应还1,234.56元", []),
        ("咨询95500或400-811-8888或0755-88888888", []),
    ])
    func findsPersonalNumbers(text: String, expected: [String]) {
        let found = Self.lint.findings(in: text, channel: .email, messageClass: .notice)
        #expect(found.map(\.phrase) == expected)
        #expect(found.allSatisfy { $0.category == "L13" && $0.severity == .block })
    }

    @Test(arguments: [
        "【", "】", "¥", "￥", "★", "※", "^_^", "&", "√", "→", "●", "\u{200B}", "\u{7}",
    ])
    func findsSignsThatCarriersRefuse(sign: String) {
        let text = "应还\(sign)12元"
        let found = Self.lint.findings(in: text, channel: .sms, messageClass: .notice)
        #expect(found.map(\.category).contains("L14"))
        #expect(found.first?.column == 3)
        #expect(Self.lint.findings(in: text, channel: .email, messageClass: .notice).isEmpty)
    }

    @Test(arguments: [(Channel.push, LintFinding.Severity.block), (.email, .warn)])
    func subjectsSayNothingOfArrears(channel: Channel, severity: LintFinding.Severity) {
        for word in ["逾期", "催收", "欠款"] {
            let found = Self.lint.findings(
                in: "您的\(word)提醒",
                part: .subject,
                channel: channel,
                messageClass: .collection
            )
            #expect(found.map(\.category) == ["L19"])
            #expect(found.map(\.severity) == [severity])
        }
    }

    @Test func aTemplateIsReadByItsOwnLines() throws {
        let template = try MessageTemplate(
            name: "trial",
            channel: .email,
            source: "subject: 提醒\n---\n\n{{#多笔}}\n请转告{{姓名}}欠款\n{{/多笔}}\n{{客服电话}}后果自负\n"
        )
        let found = Self.lint.findings(in: template, messageClass: .collection)
        #expect(found.map(\.description) == ["5:1: 请转告…欠款 (L06)", "7:9: 后果自负 (L04)"])
    }
}
