/// Reads a reply.
///
/// Commands (opt-out, opt-in, help) are commands only as the whole message, after trimming and
/// folding of width and case: "不要停止", "please don't stop" and "restart" are none. Courtesy
/// around a command ("请停止", "please stop") does not hide it. The other meanings are found
/// inside the text, and one reply may have several.
package enum ReplyWords {
    /// The longest reply that is read, in scalars: what an SMS can carry, and more.
    private static let scalarsMax = 2000

    /// All meanings of a reply, the most urgent first; never empty, and a command comes alone.
    package static func meanings(of text: String) -> [ReplyMeaning] {
        let reply = ReplyText(text, scalarsMax: scalarsMax)
        if let command = command(reply.words) { return [command] }
        if autoReplies.contains(where: { reply.contains($0) }) { return [.autoReply] }
        let found = topics.filter { topic in
            topic.phrases.contains { reply.containsUnnegated($0) }
        }.map(\.meaning)
        let sound = reply.isQuestion ? found.filter { $0 != .saysPaid } : found
        return sound.isEmpty ? [.other] : sound
    }

    /// The most urgent meaning of a reply.
    package static func meaning(of text: String) -> ReplyMeaning {
        meanings(of: text).first ?? .other
    }

    private static func command(_ words: String) -> ReplyMeaning? {
        if let exact = exactCommand(words) { return exact }
        // A single letter is a command only when nothing else is said.
        let isOptOut = ReplyText.withoutCourtesy(words).contains {
            $0.count > 1 && optOut.contains($0)
        }
        return isOptOut ? .optOut : nil
    }

    private static func exactCommand(_ words: String) -> ReplyMeaning? {
        if optOut.contains(words) { return .optOut }
        if optIn.contains(words) { return .optIn }
        return help.contains(words) ? .help : nil
    }

    /// Facts: inbound keywords of mainland providers; English ones of Twilio, AWS, Telnyx and the
    /// FCC's revocation rule.
    ///
    /// The traditional forms are ours.
    private static let optOut: Set<String> = [
        "td", "t", "n", "r", "q", "0", "tt", "qx", "t退", "td退订", "退订", "退定", "取消",
        "取消订阅", "拒收", "拒绝接收", "不想接收", "停止", "别发了", "不要再发",
        "退訂", "取消訂閱", "拒絕接收",
        "stop", "stopall", "stop all", "unsubscribe", "cancel", "end", "quit", "revoke",
        "optout", "opt-out", "opt out", "remove", "arret",
    ]

    private static let optIn: Set<String> = [
        "start", "yes", "unstop", "subscribe", "订阅", "恢复订阅",
    ]

    private static let help: Set<String> = ["help", "info", "帮助"]

    private struct Topic {
        var meaning: ReplyMeaning
        var phrases: [String]
    }

    /// In order of urgency: a wrong number must not hear of another's debt again.
    private static let topics = [
        Topic(
            meaning: .wrongPerson,
            phrases: [
                "不是本人", "非本人", "打错了", "打错电话", "发错了", "发错人", "找错人", "认错人",
                "换号", "新号主", "机主已换", "不认识此人", "不认识这个人", "我不是他", "我不是她",
                "wrong number", "wrong person", "not me",
            ]
        ),
        Topic(
            meaning: .complaint,
            phrases: ["投诉", "举报", "骚扰", "12378", "12321", "complain", "complaint", "harassment"]
        ),
        Topic(
            meaning: .hardship,
            phrases: [
                "困难", "分期", "延期", "协商", "还不上", "还不起", "没钱", "没有钱", "失业", "减免",
                "hardship", "instalment", "instalments", "installment", "installments", "can't pay",
                "cannot pay", "cant pay",
            ]
        ),
        Topic(
            meaning: .saysPaid,
            phrases: [
                "已还", "已经还", "还了", "还过了", "还清", "已付", "已缴", "已结清", "已存入",
                "paid",
            ]
        ),
    ]

    /// Marks of a reply that a machine wrote.
    private static let autoReplies = [
        "自动回复", "自动答复", "不在办公室", "休假中", "正在开会", "正在开车", "稍后联系",
        "auto-reply", "autoreply", "automatic reply", "auto reply", "out of office",
        "out of the office", "on vacation", "on annual leave",
    ]
}

/// A reply made plain for comparing.
struct ReplyText {
    /// Folded in width and case, blanks as one, without punctuation at the ends.
    let words: String
    let isQuestion: Bool

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
        isQuestion =
            ["?", "吗", "么", "没有"].contains { ReplyText.trimmedBlanks(folded).hasSuffix($0) }
            || ["是否", "是不是", "有没有"].contains { folded.occurs($0) }
    }

    func contains(_ phrase: String) -> Bool { words.occurs(phrase) }

    /// Whether a phrase stands in it with no "not" right before.
    ///
    /// English phrases must stand as words of their own: "unpaid" does not hold "paid".
    func containsUnnegated(_ phrase: String) -> Bool {
        let isLatin = phrase.utf8.first.map { $0 < 0x80 } ?? false
        let text = Array(isLatin ? words : words.filter { $0 != " " })
        let sought = Array(phrase)
        guard text.count >= sought.count else { return false }
        return (0...text.count - sought.count).contains { start in
            guard text[start..<start + sought.count].elementsEqual(sought) else { return false }
            let before = String(text[..<start])
            let after = text[(start + sought.count)...].first
            if isLatin {
                let standsAlone =
                    !(text[..<start].last.map(\.isWordLetter) ?? false)
                    && !(after.map(\.isWordLetter) ?? false)
                return standsAlone
                    && !ReplyText.englishNegations.contains { before.hasSuffix($0) }
            }
            return !ReplyText.chineseNegations.contains { before.hasSuffix($0) }
        }
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
    private static let chineseNegations = ["不", "没", "没有", "未", "别", "无", "不会", "不想", "不用"]
    private static let englishNegations = [
        "not ", "n't ", "never ", "nt ", "not yet ", "n't yet ", "not been ", "n't been ", "un",
    ]

    private static func trimmed(_ text: String) -> String {
        var text = text[...]
        while let end = text.last, end.isTrimmable { text.removeLast() }
        while let start = text.first, start.isTrimmable { text.removeFirst() }
        return String(text)
    }

    private static func trimmedBlanks(_ text: String) -> String {
        var text = text[...]
        while text.last == " " { text.removeLast() }
        return String(text)
    }
}

extension Character {
    fileprivate var isTrimmable: Bool { isWhitespace || isPunctuation }
    fileprivate var isWordLetter: Bool { isASCII && (isLetter || isNumber) }
}

extension String {
    /// Whether a part of it equals another text; the core has no Foundation to ask.
    fileprivate func occurs(_ sought: String) -> Bool {
        let text = Array(utf8)
        let part = Array(sought.utf8)
        guard !part.isEmpty, text.count >= part.count else { return false }
        return (0...text.count - part.count).contains {
            text[$0..<$0 + part.count].elementsEqual(part)
        }
    }
}
