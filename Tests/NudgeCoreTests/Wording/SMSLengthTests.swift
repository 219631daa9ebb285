import NudgeCore
import Testing

struct SMSLengthTests {
    struct Case: CustomTestStringConvertible, Sendable {
        var testDescription: String
        var text: String
        var encoding: SMSLength.Encoding
        var units: Int
        /// The units of each part.
        var parts: [Int]

        init(_ name: String, _ text: String, _ encoding: SMSLength.Encoding, _ parts: [Int]) {
            testDescription = name
            self.text = text
            self.encoding = encoding
            self.parts = parts
            units = parts.reduce(0, +)
        }
    }

    private static func han(_ count: Int) -> String { String(repeating: "还", count: count) }
    private static func a(_ count: Int) -> String { String(repeating: "a", count: count) }

    static let cases = [
        Case("empty", "", .gsm7, [0]),
        Case("70 Chinese", han(70), .ucs2, [70]),
        Case("71 Chinese", han(71), .ucs2, [67, 4]),
        Case("134 Chinese", han(134), .ucs2, [67, 67]),
        Case("135 Chinese", han(135), .ucs2, [67, 67, 1]),
        Case("201 Chinese", han(201), .ucs2, [67, 67, 67]),
        Case("202 Chinese", han(202), .ucs2, [67, 67, 67, 1]),
        Case("68 and an emoji", han(68) + "😀", .ucs2, [70]),
        Case("69 and an emoji", han(69) + "😀", .ucs2, [67, 4]),
        Case("a pair at the edge", han(66) + "😀" + han(66), .ucs2, [66, 67, 1]),
        Case("a pair before the edge", han(65) + "😀" + han(67), .ucs2, [67, 67]),
        Case("160 septets", a(160), .gsm7, [160]),
        Case("161 septets", a(161), .gsm7, [153, 8]),
        Case("306 septets", a(306), .gsm7, [153, 153]),
        Case("307 septets", a(307), .gsm7, [153, 153, 1]),
        Case("158 and a euro", a(158) + "€", .gsm7, [160]),
        Case("159 and a euro", a(159) + "€", .gsm7, [153, 8]),
        Case("an escape at the edge", a(152) + "€" + a(152), .gsm7, [152, 153, 1]),
        Case("half-width yen", "¥", .gsm7, [1]),
        Case("full-width yen", "￥", .ucs2, [1]),
        Case("capital cedilla", "Ç", .gsm7, [1]),
        Case("small cedilla", "ç", .ucs2, [1]),
        Case("backtick", "`", .ucs2, [1]),
        Case("ellipsis", "…", .ucs2, [1]),
        Case("a signature", "【a】", .ucs2, [3]),
        Case("extension table", "^{}\\[~]|€\u{0C}", .gsm7, [20]),
    ]

    @Test(arguments: cases)
    func internationalPartsFollowTheEncoding(_ row: Case) {
        let length = SMSLength.measure(row.text, rule: .international)
        #expect(length.encoding == row.encoding)
        #expect(length.units == row.units)
        #expect(length.segments == row.parts.count)
        let parts = SMSParts(row.text)
        #expect(parts.texts.joined() == row.text)
        #expect(!parts.texts.contains { $0.contains("\u{FFFD}") })
        #expect(parts.texts.map { units(of: $0, row.encoding) } == row.parts)
    }

    private func units(of part: String, _ encoding: SMSLength.Encoding) -> Int {
        guard encoding == .gsm7 else { return part.utf16.count }
        return part.unicodeScalars.reduce(0) {
            $0 + ("^{}\\[~]|€\u{0C}".unicodeScalars.contains($1) ? 2 : 1)
        }
    }

    @Test func theWholeBasicAlphabetCounts127() {
        let found = (0...0xFFFF).compactMap { Unicode.Scalar($0) }.filter {
            let length = SMSLength.measure(String(Character($0)), rule: .international)
            return length.encoding == .gsm7 && length.units == 1
        }
        #expect(found.count == 127)
    }

    @Test(arguments: [
        (0, 1), (1, 1), (70, 1), (71, 2), (134, 2), (135, 3), (201, 3), (202, 4), (500, 8),
    ])
    func mainlandBillsEachCharacterAsOne(count: Int, segments: Int) {
        #expect(SMSLength.segments(of: Self.han(count), rule: .mainland) == segments)
        // Plain ASCII is not 160 in the mainland.
        #expect(SMSLength.segments(of: Self.a(count), rule: .mainland) == segments)
    }

    /// In step with what `String` counts, wherever a long or short character stands.
    @Test func mainlandUnitsAreThoseOfUTF16() {
        for piece in ["a", "é", "还", "👍", "a还", "👍a", "é👍还a"] {
            for before in 0...9 {
                for count in 0...12 {
                    let text = Self.a(before) + String(repeating: piece, count: count)
                    #expect(
                        SMSLength.measure(text, rule: .mainland).units == text.utf16.count,
                        "\(text)"
                    )
                }
            }
        }
    }

    @Test func theSignatureIsFirstAndCounts() throws {
        let signature = try #require(SMSSignature("示例银行"))
        let text = signature.signing(Self.han(65))
        #expect(text.hasPrefix("【示例银行】还"))
        #expect(SMSLength.measure(text, rule: .mainland).units == 71)
        #expect(SMSLength.segments(of: text, rule: .mainland) == 2)
    }

    @Test(arguments: [
        ("示例银行", true), ("AB", true), ("银行95", true), ("行", false), ("12345", false),
        ("示例 银行", false), ("示例-银行", false), ("一二三四五六七八九十一二", true),
        ("一二三四五六七八九十一二三", false), ("【银行】", false),
    ])
    func signaturesAreNames(name: String, isSound: Bool) {
        #expect((SMSSignature(name) != nil) == isSound)
    }
}
