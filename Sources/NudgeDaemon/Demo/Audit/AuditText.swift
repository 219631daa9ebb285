import Foundation
import NudgeCore

/// What the audit reads in a message's text.
enum AuditText {
    /// Account tails after `尾号`, several divided by `、`; each once, in the text's order.
    static func tails(in text: String) -> [String] {
        let scalars = folded(text)
        var tails: [String] = []
        for start in scalars.indices where scalars[start...].starts(with: tailMark) {
            var place = start + tailMark.count
            repeat {
                let digits = scalars[place...].prefix(while: \.isDigit)
                let tail = String(String.UnicodeScalarView(digits))
                if (1...4).contains(digits.count), !tails.contains(tail) { tails.append(tail) }
                place += digits.count + 1
            } while place < scalars.count && scalars[place - 1] == "、"
        }
        return tails
    }

    /// A name in the form in which `salutation` gives it.
    static func name(_ name: String) -> String {
        String(String.UnicodeScalarView(folded(name)))
    }

    /// Whom the text addresses by name, folded; `nil`: nobody in particular.
    static func salutation(in text: String) -> String? {
        let scalars = folded(text)
        guard
            let start = scalars.indices.first(where: { scalars[$0...].starts(with: salutationMark) }
            )
        else { return nil }
        let rest = scalars[(start + salutationMark.count)...].prefix(nameMax + 1)
        guard let end = rest.firstIndex(where: { $0 == "," || $0 == ":" }), end > rest.startIndex
        else { return nil }
        let name = String(String.UnicodeScalarView(rest[..<end]))
        return name == "客户" ? nil : name
    }

    /// Amounts in minor units: every number with two decimals and no more.
    static func amounts(in text: String) -> [Int64] {
        var amounts: [Int64] = []
        let runs = folded(text).split { !$0.isDigit && $0 != "," && $0 != "." }
        for run in runs {
            let parts = run.split(separator: ".", omittingEmptySubsequences: false)
            guard parts.count == 2, parts[0].contains(where: \.isDigit),
                parts[1].prefix(while: \.isDigit).count == 2
            else { continue }
            let digits = parts[0].filter(\.isDigit) + parts[1].prefix(2)
            if let amount = Int64(String(String.UnicodeScalarView(digits))) {
                amounts.append(amount)
            }
        }
        return amounts
    }

    private static let tailMark = Array("尾号".unicodeScalars)
    private static let salutationMark = Array("尊敬的".unicodeScalars)
    /// Longer than any name.
    private static let nameMax = 40

    /// In width and case folded, without blanks and invisible characters.
    static func folded(_ text: String) -> [Unicode.Scalar] {
        text.precomposedStringWithCompatibilityMapping.lowercased().unicodeScalars.filter {
            !$0.properties.isWhitespace && $0.properties.generalCategory != .format
        }
    }

    /// What a reply asks for.
    enum Wish {
        case stop
        case start
        case wrongPerson
        case other
    }

    static func wish(of reply: String) -> Wish {
        let marks = CharacterSet.punctuationCharacters.union(.symbols)
        let words = String(String.UnicodeScalarView(folded(reply))).trimmingCharacters(in: marks)
        if stopWords.contains(words) { return .stop }
        if startWords.contains(words) { return .start }
        return wrongPersonPhrases.contains { words.contains($0) } ? .wrongPerson : .other
    }

    /// The keywords that mainland providers and the English-speaking ones name, blanks left out.
    private static let stopWords: Set<String> = [
        "td", "t", "n", "r", "q", "0", "tt", "qx", "退订", "退定", "t退", "td退订", "取消",
        "取消订阅", "拒收", "拒绝接收", "停止", "别发了", "不要再发", "stop", "stopall", "unsubscribe",
        "cancel", "end", "quit", "revoke", "optout",
    ]
    private static let startWords: Set<String> = ["start", "unstop", "subscribe", "订阅", "恢复订阅"]
    private static let wrongPersonPhrases = ["不是本人", "非本人", "打错了", "发错人", "wrongnumber"]
}

extension Unicode.Scalar {
    fileprivate var isDigit: Bool { ("0"..."9").contains(self) }
}
