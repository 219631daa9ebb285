/// The words by which replies are understood, of one market or of several together.
package struct ReplyLexicon: Hashable, Sendable {
    /// Commands: each is the whole message.
    package var optOut: Set<String>
    package var optIn: Set<String>
    package var help: Set<String>
    /// Phrases that may stand anywhere, in order of urgency.
    package private(set) var topics: [Topic]
    /// Marks of a reply that a machine wrote.
    package private(set) var autoReplies: [ReplyPhrase]

    package struct Topic: Hashable, Sendable {
        package var meaning: ReplyMeaning
        package var phrases: [ReplyPhrase]
    }

    /// The meanings that are found inside a text: a wrong number must not hear of another's debt
    /// again, and so comes first.
    package static let topicMeanings: [ReplyMeaning] = [
        .wrongPerson, .complaint, .hardship, .saysPaid,
    ]

    package init() {
        optOut = []
        optIn = []
        help = []
        topics = ReplyLexicon.topicMeanings.map { Topic(meaning: $0, phrases: []) }
        autoReplies = []
    }

    /// Adds words of a meaning; `other` has none.
    ///
    /// They are folded as replies are.
    package mutating func add(_ words: [String], as meaning: ReplyMeaning) {
        let folded = words.map { ReplyText($0, scalarsMax: 100).words }
        switch meaning {
        case .optOut: optOut.formUnion(folded)
        case .optIn: optIn.formUnion(folded)
        case .help: help.formUnion(folded)
        case .autoReply: autoReplies += ReplyLexicon.new(folded, beside: autoReplies)
        case .wrongPerson, .complaint, .hardship, .saysPaid:
            guard let index = topics.firstIndex(where: { $0.meaning == meaning }) else { return }
            topics[index].phrases += ReplyLexicon.new(folded, beside: topics[index].phrases)
        case .other: break
        }
    }

    private static func new(_ words: [String], beside known: [ReplyPhrase]) -> [ReplyPhrase] {
        words.map(ReplyPhrase.init).filter { !known.contains($0) }
    }

    /// The commands that both opt out and something else: a reply would do two things.
    package var ambiguous: [String] {
        optOut.intersection(optIn).union(optOut.intersection(help))
            .union(optIn.intersection(help)).sorted()
    }

    /// Of the mainland, Hong Kong, Taiwan and in English: in force where no file says more.
    ///
    /// Facts: inbound keywords of mainland providers; English ones of Twilio, AWS, Telnyx and the
    /// FCC's revocation rule. The traditional forms are ours.
    package static let standard: ReplyLexicon = {
        var lexicon = ReplyLexicon()
        for (meaning, words) in standardWords { lexicon.add(words, as: meaning) }
        return lexicon
    }()

    private static let standardWords: [(ReplyMeaning, [String])] = [
        (
            .optOut,
            [
                "td", "t", "n", "r", "q", "0", "tt", "qx", "t退", "td退订", "退订", "退定", "取消",
                "取消订阅", "拒收", "拒绝接收", "不想接收", "停止", "别发了", "不要再发", "退訂", "取消訂閱", "拒絕接收",
                "stop", "stopall", "stop all", "unsubscribe", "cancel", "end", "quit",
                "revoke", "optout", "opt-out", "opt out", "remove", "arret",
            ]
        ),
        (
            .optIn,
            [
                "start", "yes", "unstop", "subscribe", "订阅", "恢复订阅",
                "訂閱",
            ]
        ),
        (
            .help,
            [
                "help", "info", "帮助",
                "幫助",
            ]
        ),
        (
            .wrongPerson,
            [
                "不是本人", "非本人", "打错了", "打错电话", "发错了", "发错人", "找错人", "认错人", "换号", "新号主",
                "机主已换", "不认识此人", "不认识这个人", "我不是他", "我不是她", "wrong number", "wrong person",
                "not me",
                "打錯電話", "打錯了", "發錯人", "搵錯人", "機主已換",
            ]
        ),
        (
            .complaint,
            [
                "投诉", "举报", "骚扰", "12378", "12321", "complain", "complaint", "harassment",
                "投訴", "檢舉", "騷擾",
            ]
        ),
        (
            .hardship,
            [
                "困难", "分期", "延期", "协商", "还不上", "还不起", "没钱", "没有钱", "失业", "减免", "hardship",
                "instalment", "instalments", "installment", "installments", "can't pay",
                "cannot pay", "cant pay",
                "困難", "還不起", "沒錢", "冇錢", "失業",
            ]
        ),
        (
            .saysPaid,
            [
                "已还", "已经还", "还了", "还过了", "还清", "已付", "已缴", "已结清", "已存入", "paid",
                "已還", "已經還", "還清", "已付款", "已繳", "已結清",
            ]
        ),
        (
            .autoReply,
            [
                "自动回复", "自动答复", "不在办公室", "休假中", "正在开会", "正在开车", "稍后联系", "auto-reply",
                "autoreply", "automatic reply", "auto reply", "out of office",
                "out of the office", "on vacation", "on annual leave",
                "自動回覆", "不在辦公室",
            ]
        ),
    ]
}
