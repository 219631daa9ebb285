/// Amounts in the numerals of Chinese cheques and letters: `壹仟肆佰零玖元伍角`.
///
/// By the ministry's rules for filling in bills (facts: 《正确填写票据和结算凭证的基本规定》,
/// 银发〔1997〕393号): `整` after 元, none after 角 or 分; one `零` for zeros inside; where the
/// rules leave a choice, `零` is written after 元 and left out after 万 and 亿.
package enum CapitalAmount {
    /// Without the currency's name; `minorUnits` from 0 to below 100,000,000,000,000.
    package static func text(minorUnits: Int64) -> String {
        var bytes: [UInt8] = []
        append(minorUnits, to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    static func append(_ minorUnits: Int64, to bytes: inout [UInt8]) {
        if minorUnits < 0 { bytes.append(contentsOf: "负".utf8) }
        let magnitude = minorUnits.magnitude
        let yuan = magnitude / 100
        let jiao = magnitude / 10 % 10
        let fen = magnitude % 10
        if yuan > 0 {
            appendWhole(yuan, to: &bytes)
            bytes.append(contentsOf: "元".utf8)
        }
        switch (jiao, fen) {
        case (0, 0):
            bytes.append(contentsOf: (yuan > 0 ? "整" : "零元整").utf8)
        case (0, _):
            if yuan > 0 { bytes.append(contentsOf: "零".utf8) }
            append(digit: fen, unit: "分", to: &bytes)
        default:
            if yuan > 0 && yuan % 10 == 0 { bytes.append(contentsOf: "零".utf8) }
            append(digit: jiao, unit: "角", to: &bytes)
            if fen > 0 { append(digit: fen, unit: "分", to: &bytes) }
        }
    }

    /// Whole yuan, in myriads of myriads (亿), each below 100,000,000.
    private static func appendWhole(_ number: UInt64, to bytes: inout [UInt8]) {
        let hundredMillions = number / 100_000_000
        let rest = number % 100_000_000
        if hundredMillions > 0 {
            appendWhole(hundredMillions, to: &bytes)
            bytes.append(contentsOf: "亿".utf8)
            if rest > 0 && rest < 10_000_000 { bytes.append(contentsOf: "零".utf8) }
        }
        let myriads = rest / 10_000
        let ones = rest % 10_000
        if myriads > 0 {
            appendFour(myriads, to: &bytes)
            bytes.append(contentsOf: "万".utf8)
            if ones > 0 && ones < 1000 { bytes.append(contentsOf: "零".utf8) }
        }
        if ones > 0 { appendFour(ones, to: &bytes) }
    }

    /// One to four digits; leading zeros are the caller's.
    private static func appendFour(_ number: UInt64, to bytes: inout [UInt8]) {
        var power: UInt64 = 1000
        var hasBegun = false
        var owesZero = false
        for unit in ["仟", "佰", "拾", ""] {
            let digit = number / power % 10
            power = max(power / 10, 1)
            if digit == 0 {
                owesZero = hasBegun
                continue
            }
            if owesZero { bytes.append(contentsOf: "零".utf8) }
            append(digit: digit, unit: unit, to: &bytes)
            hasBegun = true
            owesZero = false
        }
    }

    private static func append(digit: UInt64, unit: String, to bytes: inout [UInt8]) {
        bytes.append(contentsOf: numerals[Int(digit)].utf8)
        bytes.append(contentsOf: unit.utf8)
    }

    private static let numerals = ["零", "壹", "贰", "叁", "肆", "伍", "陆", "柒", "捌", "玖"]
}
