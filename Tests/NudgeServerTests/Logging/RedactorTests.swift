import NudgeServer
import Testing

@Suite struct RedactorTests {
    static let masked: [(text: String, result: String)] = [
        ("13800138000", "138****8000"),
        ("to=+8613800138000", "to=+86138****8000"),
        ("008613800138000,", "+86138****8000,"),
        ("8613800138000", "+86138****8000"),
        ("138 0013 8000", "138****8000"),
        ("138-0013-8000", "138****8000"),
        ("+86 138 0013 8000", "+86138****8000"),
        ("１３８００１３８０００", "138****8000"),
        ("号码13800138000已停机", "号码138****8000已停机"),
        ("id13800138000x", "id138****8000x"),
        ("2026-11-22 13800138000", "2026-11-22 138****8000"),
        ("22 13800138000", "22 138****8000"),
        ("13800138000 13900139000", "138****8000 139****9000"),
        ("+447700900123", "+44****23"),
        ("+1 415 555 2671", "+14****71"),
        ("+85291234567!", "+85****67!"),
        ("zhang.san@example.com", "z***@example.com"),
        ("<li+tag@mail.example.cn>", "<l***@mail.example.cn>"),
        ("13800138000@139.com", "1***@139.com"),
        ("张三@例子.中国", "张***@例子.中国"),
        ("a@b.cn, c@d.cn", "a***@b.cn, c***@d.cn"),
    ]

    static let untouched = [
        "", "paid 1,234.56", "2026-11-22T04:05:06.789Z", "1763800000000", "2026-11-22 04:05:06",
        "+08:00", "n1-2s", "sb-cbf29ce484222325-1", "23800138000", "12800138000", "@everyone",
        "at @ home", "6222021234567890123", "127.0.0.1:65535", "+1234567",
    ]

    @Test(arguments: masked)
    func anAddressIsMasked(text: String, result: String) {
        #expect(Redactor.redact(text) == result)
    }

    @Test(arguments: untouched)
    func otherTextStaysAsItIs(text: String) {
        #expect(Redactor.redact(text) == text)
    }

    @Test func redactingTwiceChangesNothingMore() {
        for (text, _) in RedactorTests.masked {
            let once = Redactor.redact(text)
            #expect(Redactor.redact(once) == once)
        }
    }

    /// Every mobile number, in whatever it stands, loses its middle.
    @Test(
        arguments: ["", "a", " ", "：", "+86", "86 ", "0086-", "7 "],
        ["", "b", " ", "，", ".", " 7"]
    )
    func noFullNumberIsLeft(before: String, after: String) {
        let text = Redactor.redact(before + "19912345678" + after)
        #expect(!text.contains("12345"))
    }
}
