import Foundation
import NudgeCore
import Testing

/// Every template that is shipped, rendered and compared with `Golden/`.
///
/// `NUDGE_UPDATE_GOLDEN=1 swift test --filter ShippedTemplates` writes the files anew.
struct ShippedTemplatesTests {
    static let names = [
        "coming-due/first", "coming-due/second", "due-today/notice", "early/first", "early/second",
        "late/first", "late/second", "late/assistance", "high-risk/first", "high-risk/assistance",
    ]
    static let channels = [Channel.sms, .email, .push]

    static let tests = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent()
    static let templates = tests.appending(path: "../../Templates").standardized

    private func template(_ name: String, _ channel: Channel) throws -> MessageTemplate {
        let file = Self.templates.appending(path: "\(name).\(channel.name).mustache")
        let source = try String(contentsOf: file, encoding: .utf8)
        return try MessageTemplate(name: name, channel: channel, source: source)
    }

    private func messageClass(_ name: String) -> MessageClass {
        name.hasPrefix("coming-due") || name.hasPrefix("due-today") ? .notice : .collection
    }

    /// How many days from the due date a template is used.
    private func days(_ name: String) -> Int {
        switch name.prefix(3) {
        case "com": -1
        case "due": 0
        case "ear": 5
        case "lat": 45
        default: 12
        }
    }

    /// The cases that each template is tried on.
    private func trials(_ name: String) -> [(title: String, values: MessageValues)] {
        let from = days(name)
        let one = WordingFixtures.debt(from: from)
        let many = (1...7).map { number in
            WordingFixtures.debt(
                tail: "100\(number)",
                product: number == 2 ? "" : "消费贷款",
                fen: Int64(number) * 50_025,
                from: from
            )
        }
        let failed = WordingFixtures.values(debts: [one], autopay: .failed)
        let planned = WordingFixtures.values(debts: [one], autopay: .scheduled)
        return [
            ("one debt", WordingFixtures.values(debts: [one])),
            ("two debts, no name", WordingFixtures.values(name: "", debts: Array(many.prefix(2)))),
            ("seven debts", WordingFixtures.values(debts: many)),
            ("autopay planned", planned),
            ("autopay failed", failed),
        ]
    }

    @Test(arguments: names, channels)
    func rendersAsItsGoldenFile(name: String, channel: Channel) throws {
        let template = try template(name, channel)
        var report = ""
        for trial in trials(name) {
            let text = try template.render(trial.values)
            report += "=== \(trial.title)\n"
            if let subject = text.subject { report += "subject: \(subject)\n---\n" }
            if channel == .sms {
                let signed = "【\(WordingFixtures.creditor.signature)】" + text.body
                let length = SMSLength.measure(signed, rule: .mainland)
                report += "\(signed)\n(\(length.units) characters, \(length.segments) segments)\n"
            } else {
                report += text.body + "\n"
            }
        }
        let flat = name.replacingOccurrences(of: "/", with: "-")
        let golden = Self.tests.appending(path: "Golden/\(flat).\(channel.name).txt")
        if ProcessInfo.processInfo.environment["NUDGE_UPDATE_GOLDEN"] == "1" {
            try report.write(to: golden, atomically: true, encoding: .utf8)
        }
        #expect(report == (try String(contentsOf: golden, encoding: .utf8)))
    }

    @Test(arguments: names)
    func anOrdinaryTextMessageFitsTwoSegments(name: String) throws {
        let template = try template(name, .sms)
        for trial in trials(name) {
            let text = "【示例银行】" + (try template.render(trial.values).body)
            #expect(SMSLength.segments(of: text, rule: .mainland) <= 2, "\(trial.title)")
            #expect(text.utf16.count <= template.longest(for: trial.values.creditor) + 6)
        }
        let most = template.longest(for: WordingFixtures.creditor) + 6
        #expect(most <= SMSLength.mainlandUnitsMax)
    }

    /// The words of the fact base's categories, as the mainland rulebook has them.
    static let lint = WordingLint(
        words: [
            ("L01", "公安 法院 检察院 司法局 执行局 传票 政府"), ("L02", "坐牢 刑事 逮捕 抓捕 限制出境 失信"),
            ("L03", "起诉 立案 通牒 最后一次 律师函 强制执行 开庭"), ("L04", "后果自负 上门 家门口 小心点"),
            ("L05", "老赖 骗子 无赖 赖账 垃圾 丢人"), ("L06", "家人 亲友 同事 单位 通讯录 转告 群发"),
            ("L07", "曝光 公示 朋友圈 张贴"), ("L08", "黑名单 征信"), ("L09", "借新还旧 借钱 套现 卖房"),
            ("L10", "手续费 催收费 个人账户 加我 消除征信"), ("L11", "保证消除 包撤销 减免 全免"),
            ("L12", "立即 马上 今日必须"), ("L15", "优惠 提额 抽奖 返现 拒收请回复R"), ("L18", "快递 包裹 恭喜"),
        ].flatMap { category, phrases in
            phrases.split(separator: " ").map {
                ForbiddenWord(
                    phrase: String($0),
                    category: category,
                    basis: Basis(kind: .house, source: "test")
                )
            }
        }
    )

    @Test(arguments: names, channels)
    func saysNothingForbidden(name: String, channel: Channel) throws {
        let template = try template(name, channel)
        let kind = messageClass(name)
        #expect(Self.lint.findings(in: template, messageClass: kind).isEmpty)
        for trial in trials(name) {
            let text = try template.render(trial.values)
            let body = Self.lint.findings(in: text.body, channel: channel, messageClass: kind)
            #expect(body.isEmpty)
            let subject = Self.lint.findings(
                in: text.subject ?? "",
                part: .subject,
                channel: channel,
                messageClass: kind
            )
            #expect(subject.isEmpty)
        }
    }

    @Test(arguments: names, channels)
    func saysWhatALenderMustSay(name: String, channel: Channel) throws {
        let required = ["机构", "尾号", "金额", "到期日", "还款方式", "客服电话"].map {
            RequiredElement(
                variable: $0,
                scope: RuleScope(),
                basis: Basis(kind: .regulation, source: "test")
            )
        }
        let template = try template(name, channel)
        // Before the due date a standing order may take the place of how to pay.
        let lacking = template.lacking(required, messageClass: messageClass(name))
            .map(\.variable)
            .filter { messageClass(name) == .collection || $0 != "还款方式" }
        #expect(lacking == [])
        for trial in trials(name) {
            let body = try template.render(trial.values).body
            #expect(body.contains("如已还款请忽略") || body.contains("如您已还款，请忽略"))
        }
    }

    @Test func everyShippedFileIsTested() throws {
        let files = FileManager.default.enumerator(atPath: Self.templates.path)?
            .compactMap { $0 as? String }
            .filter { $0.hasSuffix(".mustache") }
            .filter { file in
                !(StrategyTemplatesTests.folders + [AnswerTemplatesTests.folder])
                    .contains { file.hasPrefix($0 + "/") }
            }
            .sorted()
        let tested = Self.names.flatMap { name in
            Self.channels.map { "\(name).\($0.name).mustache" }
        }
        #expect(files == tested.sorted())
    }
}
