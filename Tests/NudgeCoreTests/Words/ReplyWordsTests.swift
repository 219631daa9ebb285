import NudgeCore
import Testing

struct ReplyWordsTests {
    @Test(arguments: [
        "TD", "T", "N", "R", "Q", "0", "TT", "QX", "退订", "退定", "T退", "TD退订", "取消", "取消订阅", "拒收",
        "拒绝接收", "不想接收", "停止", "别发了", "不要再发",
        "STOP", "STOPALL", "STOP ALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT", "REVOKE", "OPTOUT",
        "OPT-OUT", "OPT OUT", "REMOVE", "ARRET",
        "Ｔ", "ｔｄ", " td。", "td", "Stop.", "stop  all!", "“退订”", "【TD】", "退订！！", "０", "\u{200B}T\n",
        "请停止", "请退订，谢谢", "我要退订", "please stop", "Stop, thanks", "退订了", "别发了吧",
    ])
    func optsOut(text: String) {
        #expect(ReplyWords.meanings(of: text) == [.optOut])
    }

    @Test(arguments: [
        "不要停止", "please don't stop", "restart", "stopped by the branch", "T恤", "R2D2", "00",
        "取消分期", "请问怎么退订短信提醒", "请T", "", "   ", "。", "什么是停止", "end of month",
        "未退订", "1", "好的",
    ])
    func doesNotOptOut(text: String) {
        #expect(!ReplyWords.meanings(of: text).contains(.optOut))
    }

    @Test(arguments: [
        "自动回复：我正在开会，请勿打扰，已还款事宜请停止", "Auto-reply: STOP, I am out of office",
        "I am out of the office until Monday. To unsubscribe reply STOP",
        "[Automatic reply] paid leave", "您好，我不在办公室，稍后联系",
    ])
    func machinesMeanNothing(text: String) {
        #expect(ReplyWords.meanings(of: text) == [.autoReply])
    }

    @Test(arguments: [
        ("HELP", [ReplyMeaning.help]), ("Info", [.help]), ("帮助", [.help]),
        ("START", [.optIn]), ("yes", [.optIn]), ("unstop", [.optIn]), ("Subscribe", [.optIn]),
        ("已还", [.saysPaid]), ("已还款", [.saysPaid]), ("我昨天已经还 了", [.saysPaid]),
        ("I have paid already", [.saysPaid]), ("It is unpaid", [.other]),
        ("I have not paid", [.other]), ("I haven't paid", [.other]), ("没还", [.other]),
        ("还没还清", [.other]),
        ("是不是已还款", [.other]), ("已还款了吗？", [.other]), ("明天还", [.other]),
        ("不是本人", [.wrongPerson]), ("打错了", [.wrongPerson]), ("换号了", [.wrongPerson]),
        ("Wrong number!", [.wrongPerson]),
        ("我要投诉你们", [.complaint]), ("我不投诉", [.other]), ("complaints? I complain", [.complaint]),
        ("最近有困难，能分期吗", [.hardship]), ("实在还不上", [.hardship]), ("I can’t pay now", [.hardship]),
        ("不是本人，再发就投诉", [.wrongPerson, .complaint]),
        ("已还款，再发我投诉", [.complaint, .saysPaid]),
        ("您好", [.other]), ("", [.other]),
    ])
    func readsWhatItMeans(text: String, meanings: [ReplyMeaning]) {
        #expect(ReplyWords.meanings(of: text) == meanings)
        #expect(ReplyWords.meaning(of: text) == meanings.first)
    }

    @Test func aVeryLongReplyIsReadUpToABound() {
        #expect(ReplyWords.meaning(of: String(repeating: "好", count: 100_000)) == .other)
    }
}
