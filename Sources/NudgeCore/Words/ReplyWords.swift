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
        var phrases: [ReplyPhrase]

        init(meaning: ReplyMeaning, phrases: [String]) {
            self.meaning = meaning
            self.phrases = phrases.map(ReplyPhrase.init)
        }
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
    ].map(ReplyPhrase.init)
}
