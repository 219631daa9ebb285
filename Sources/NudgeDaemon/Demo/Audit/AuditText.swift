import Foundation
import NudgeCore

/// What the audit reads in a message's text.
enum AuditText {
    /// Four-digit tails after `尾号`, several divided by `、`.
    static func tails(in text: String) -> [String] {
        var tails: [String] = []
        for match in text.matches(of: /尾号([0-9]{1,4}(?:、[0-9]{1,4})*)/) {
            for tail in match.1.split(separator: "、") where !tails.contains(String(tail)) {
                tails.append(String(tail))
            }
        }
        return tails
    }

    /// Whom the text addresses by name; `nil`: nobody in particular.
    static func salutation(in text: String) -> String? {
        guard let match = text.firstMatch(of: /尊敬的([^，,：:。]{1,40})[，,：:]/) else { return nil }
        let name = match.1.trimmingCharacters(in: .whitespaces)
        return name == "客户" ? nil : name
    }

    /// Amounts in minor units: every number with two decimals.
    static func amounts(in text: String) -> [Int64] {
        folded(text).matches(of: /[0-9][0-9,]*\.[0-9]{2}(?![0-9])/).compactMap {
            Int64($0.0.filter(\.isNumber))
        }
    }

    /// In width and case folded, without blanks and invisible characters.
    static func folded(_ text: String) -> String {
        let plain = text.precomposedStringWithCompatibilityMapping.lowercased()
        let kept = plain.unicodeScalars.filter {
            !$0.properties.isWhitespace && $0.properties.generalCategory != .format
        }
        return String(String.UnicodeScalarView(kept))
    }

    /// Whether a phrase stands in folded text; a `…` in the phrase stands for a few characters.
    static func holds(_ phrase: String, in text: String) -> Bool {
        let parts = phrase.split(separator: "…").map { folded(String($0)) }
        guard let first = parts.first, !first.isEmpty else { return false }
        if parts.count == 1 { return text.contains(first) }
        let pattern = parts.map(NSRegularExpression.escapedPattern).joined(separator: ".{0,12}")
        return text.range(of: pattern, options: .regularExpression) != nil
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
        let words = folded(reply).trimmingCharacters(in: marks)
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
