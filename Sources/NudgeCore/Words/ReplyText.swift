/// A reply made plain for comparing.
struct ReplyText {
    /// Folded in width and case, blanks as one, without punctuation at the ends.
    let words: String
    let isQuestion: Bool
    /// `words` in UTF-8, and the same without blanks, where Chinese phrases are looked for.
    private let bytes: [UInt8]
    private let packed: [UInt8]

    init(_ text: String, scalarsMax: Int) {
        var scalars = String.UnicodeScalarView()
        for original in text.unicodeScalars.prefix(scalarsMax) {
            let scalar = FoldedText.fold(original)
            if scalar.properties.isWhitespace {
                if let last = scalars.last, last != " " { scalars.append(" ") }
            } else if scalar.properties.generalCategory != .format {
                scalars.append(scalar == "’" ? "'" : scalar)
            }
        }
        let folded = String(scalars)
        words = ReplyText.trimmed(folded)
        bytes = Array(words.utf8)
        let packed = bytes.filter { $0 != UInt8(ascii: " ") }
        self.packed = packed
        let asks = Array(folded.utf8.filter { $0 != UInt8(ascii: " ") })
        isQuestion =
            ReplyText.questionEnds.contains { asks.ends(with: $0, before: asks.count) }
            || ReplyText.questionWords.contains { $0.first(in: packed, from: 0) != nil }
    }

    func contains(_ phrase: ReplyPhrase) -> Bool {
        phrase.first(in: phrase.isLatin ? bytes : packed, from: 0) != nil
    }

    /// Whether a phrase stands in it with no "not" right before.
    ///
    /// English phrases must stand as words of their own: "unpaid" does not hold "paid".
    func containsUnnegated(_ phrase: ReplyPhrase) -> Bool {
        let text = phrase.isLatin ? bytes : packed
        let negations =
            phrase.isLatin ? ReplyText.englishNegations : ReplyText.chineseNegations
        var from = 0
        while let start = phrase.first(in: text, from: from) {
            let isNegated = negations.contains { text.ends(with: $0, before: start) }
            if !isNegated && phrase.standsAlone(in: text, at: start) { return true }
            from = start + 1
        }
        return false
    }

    /// The words without "please" before and "thanks" behind, after each courtesy taken away.
    static func withoutCourtesy(_ words: String) -> [String] {
        var stages: [String] = []
        var text = words
        for prefix in courtesyBefore where text.hasPrefix(prefix) {
            text = trimmed(String(text.dropFirst(prefix.count)))
            stages.append(text)
        }
        for suffix in courtesyBehind where text.hasSuffix(suffix) {
            text = trimmed(String(text.dropLast(suffix.count)))
            stages.append(text)
        }
        return stages
    }

    private static let courtesyBefore = [
        "你好", "您好", "麻烦", "请", "我要", "我想", "要求", "申请", "please ", "pls ",
    ]
    private static let courtesyBehind = [
        "谢谢", "谢谢你", "谢谢您", "thank you", "thanks", " please", "短信", "信息", "消息", "吧", "了",
    ]
    private static let chineseNegations = [
        "不", "没", "没有", "未", "别", "无", "不会", "不想", "不用",
    ].map(ReplyPhrase.init)
    private static let englishNegations = [
        "not ", "n't ", "never ", "nt ", "not yet ", "n't yet ", "not been ", "n't been ",
    ].map(ReplyPhrase.init)
    private static let questionEnds = ["?", "吗", "么", "没有"].map(ReplyPhrase.init)
    private static let questionWords = ["是否", "是不是", "有没有"].map(ReplyPhrase.init)

    private static func trimmed(_ text: String) -> String {
        var text = text[...]
        while let end = text.last, end.isTrimmable { text.removeLast() }
        while let start = text.first, start.isTrimmable { text.removeFirst() }
        return String(text)
    }
}

/// A phrase to look for in a folded reply.
package struct ReplyPhrase: Hashable, Sendable {
    let bytes: [UInt8]
    let isLatin: Bool

    init(_ text: String) {
        bytes = Array(text.utf8)
        isLatin = bytes.allSatisfy { $0 < 0x80 }
    }

    /// The first place at or behind `from` where it stands.
    func first(in text: [UInt8], from: Int) -> Int? {
        var start = from
        while start + bytes.count <= text.count {
            if text[start] == bytes[0] && isAt(start, text) { return start }
            start += 1
        }
        return nil
    }

    /// Whether no letter or digit adjoins it; always so for Chinese, which has no word ends.
    func standsAlone(in text: [UInt8], at start: Int) -> Bool {
        guard isLatin else { return true }
        let end = start + bytes.count
        return !(start > 0 && text[start - 1].isWordLetter)
            && !(end < text.count && text[end].isWordLetter)
    }

    fileprivate func isAt(_ start: Int, _ text: [UInt8]) -> Bool {
        for index in bytes.indices where text[start + index] != bytes[index] { return false }
        return true
    }
}

extension [UInt8] {
    fileprivate func ends(with phrase: ReplyPhrase, before end: Int) -> Bool {
        end >= phrase.bytes.count && phrase.isAt(end - phrase.bytes.count, self)
    }
}

extension UInt8 {
    fileprivate var isWordLetter: Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(self)
            || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self)
    }
}

extension Character {
    fileprivate var isTrimmable: Bool { isWhitespace || isPunctuation }
}
