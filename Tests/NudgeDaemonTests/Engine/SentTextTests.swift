import Testing

@testable import NudgeDaemon

struct SentTextTests {
    static let texts = [
        SentText(address: "+8613800138000", subject: nil, body: "您好"),
        SentText(address: "a@example.com", subject: "还款", body: "x\ny", digest: "0a"),
        SentText(address: "a@example.com", subject: "还款", body: "x", html: "<p>x</p>"),
        SentText(address: "a@example.com", subject: nil, body: "", digest: "0a", html: "<p>x</p>"),
    ]

    @Test(arguments: texts)
    func whatWasSentIsReadBack(_ text: SentText) {
        #expect(SentText(encoded: text.encoded) == text)
    }
}
