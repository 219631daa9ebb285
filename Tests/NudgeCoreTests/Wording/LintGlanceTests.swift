import NudgeTestKit
import Testing

@testable import NudgeCore

/// The quick look that spares most texts the careful one must never pass what the other finds.
struct LintGlanceTests {
    /// What random texts are put together of: whole phrases, their letters, and all that is folded,
    /// dropped, counted or refused.
    private static let pieces =
        [
            "坐牢", "后果自负", "上门找你", "老赖", "请转告", "欠款", "24小时内不还", "催收费", "优惠", "法院", "传票",
            "legal action", "Jail", "jailed", "严禁", "不会", "您好", "请还款", "ＪＡＩＬ", "２４小时",
        ] + "坐牢后果自负上门找你老赖转告欠款小时内不还催收费法院legaction".map(String.init)
        + [
            " ", "  ", "-", "－", "\u{3000}", ",", "，", "。", "！", "\n", ":", "*", "…", "\u{200B}",
            "\u{FEFF}", "\u{7}", "&", "^", "【", "¥", "√", "é", "Ω", "👍", "\u{FFFC}", "\u{FFFC}",
            "x", "X", "Ｘ",
        ]
        + [
            "1", "12", "138", "0000", "1234", "4111", "1111", "13800001234", "２", "１３８",
            "110105", "19491231", "002", "95500",
        ]

    @Test(arguments: 0..<8 as Range<UInt64>)
    func findsWhatTheCarefulLookFinds(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        var counts = (plain: 0, found: 0)
        for _ in 0..<4_000 {
            // Short texts are often plain, long ones hold whole phrases and numbers.
            let length = Int.random(in: 0...14, using: &generator)
            let text = (0..<length)
                .map { _ in Self.pieces.randomElement(using: &generator) ?? "" }
                .joined()
            for channel in [Channel.sms, .email] {
                let lint = WordingLintTests.lint
                let found = lint.findings(in: text, channel: channel, messageClass: .notice)
                let careful = lint.carefulFindings(
                    in: text,
                    part: .body,
                    channel: channel,
                    messageClass: .notice
                )
                #expect(found == careful, "seed \(seed): \(text)")
                if careful.isEmpty { counts.plain += 1 } else { counts.found += 1 }
            }
        }
        #expect(counts.plain > 500)
        #expect(counts.found > 500)
    }

    /// A phrase of one letter begins with no two, so that nothing may be passed by for its second.
    @Test func findsPhrasesOfOneLetter() {
        let basis = Basis(kind: .industry, source: "test")
        let lint = WordingLint(
            words: ["赖", "后果", "请…钱"].map {
                ForbiddenWord(phrase: $0, category: "L05", basis: basis)
            }
        )
        for (text, phrases) in [
            ("他赖账", ["赖"]), ("赖", ["赖"]), ("请您还钱", ["请…钱"]), ("后果", ["后果"]),
            ("后来", []), ("请", []), ("钱请", []),
        ] {
            let found = lint.findings(in: text, channel: .sms, messageClass: .notice)
            #expect(found.map(\.phrase) == phrases, "\(text)")
        }
    }

    @Test func passesOverTheSignature() {
        let signature = "【示例银行】"
        for (text, places) in [
            ("应还12元", []), ("应还12元，后果自负", ["1:7: 后果自负 (L04)"]),
            ("应还【12】元", ["1:3: 【 (L14)", "1:6: 】 (L14)"]),
        ] {
            let found = WordingLintTests.lint.findings(
                in: signature + text,
                from: signature.utf8.count,
                channel: .sms,
                messageClass: .notice
            )
            #expect(found.map(\.description) == places)
        }
    }
}
