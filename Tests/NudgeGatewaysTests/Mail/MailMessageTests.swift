import Foundation
import NudgeCore
import NudgeGateways
import NudgeTestKit
import Testing

/// What arrives, as Python's own `email` package reads it.
@Suite(.enabled(if: LoopbackMailServer.isAvailable))
struct MailMessageTests {
    static let subjects: [String] = [
        "还款提醒", "Payment reminder", "", "=?UTF-8?B?trick?=", "a line\r\nBcc: x@example.com",
        String(repeating: "您的账单将于十二月一日到期，请按时还款。", count: 12),
        String(repeating: "long ascii words ", count: 20),
        "👨‍👩‍👧‍👦👨‍👩‍👧‍👦👨‍👩‍👧‍👦👨‍👩‍👧‍👦👨‍👩‍👧‍👦 family", "e\u{301}e\u{301} combining", "x" + String(repeating: "é", count: 100),
    ]

    @Test(arguments: subjects)
    func aSubjectIsReadAsItWasWritten(_ subject: String) async throws {
        let mail = try await received(MailFixture.message(subject: subject))
        // By scalars: CR and LF together are one character.
        let scalars = subject.unicodeScalars.map { "\r\n".unicodeScalars.contains($0) ? " " : $0 }
        let wanted = String(String.UnicodeScalarView(scalars))
        #expect(mail.subject == wanted)
        #expect(mail.headers["bcc"] == nil)
        check(mail)
    }

    static let texts: [String] = [
        "张三您好：\n您的账单 ¥1,234.50 将于 12 月 1 日到期。\n", "plain ascii\nFrom the start\n.\n..\n.x\n",
        "trailing blanks  \nand tab\t\nend", String(repeating: "x", count: 5000) + "\n",
        String(repeating: "很长的一行", count: 400), "mixed = signs = and 一字 \n=20\n", "\n\n\n",
        "a\rb\r\nc\n",
        "",
    ]

    @Test(arguments: texts)
    func aTextIsReadAsItWasWritten(_ text: String) async throws {
        let mail = try await received(MailFixture.message(text: text))
        #expect(mail.parts.count == 1)
        #expect(mail.parts.first?.first == "text/plain")
        #expect(lines(mail.parts.first?.last ?? "") == lines(text))
        check(mail)
    }

    @Test func theHeadersSayWhoAndWhatAndHowToEndIt() async throws {
        let url = try WireTemplate(
            parsing: "https://example.com/u/${reference}",
            names: ["reference"]
        )
        let mail = try await received(
            MailFixture.message(),
            unsubscribe: MailUnsubscribe(address: "stop@example.com", url: url)
        )
        #expect(mail.name == "某某银行 (信用卡), 北京")
        #expect(mail.from == "notice@mail.example.com")
        #expect(mail.to == "zhangsan@example.com")
        #expect(mail.id == "<s1-4f@mail.example.com>")
        #expect(mail.date == "2026-11-20T08:00:00+00:00")
        #expect(mail.headers["reply-to"] == "service@example.com")
        #expect(mail.headers["auto-submitted"] == "auto-generated")
        let unsubscribe = mail.headers["list-unsubscribe"]?.filter { !$0.isWhitespace }
        #expect(unsubscribe == "<https://example.com/u/s1-4f>,<mailto:stop@example.com>")
        #expect(mail.headers["list-unsubscribe-post"] == "List-Unsubscribe=One-Click")
        check(mail)
    }

    @Test func anAddressAloneIsNoOneClick() async throws {
        let mail = try await received(
            MailFixture.message(),
            unsubscribe: MailUnsubscribe(address: "stop@example.com")
        )
        #expect(mail.headers["list-unsubscribe"] == "<mailto:stop@example.com>")
        #expect(mail.headers["list-unsubscribe-post"] == nil)
    }

    @Test func htmlComesBesideTheText() async throws {
        let html = "<p>您的账单 <b>¥1,234.50</b></p>\n"
        let mail = try await received(MailFixture.message(text: "您的账单\n"), html: html)
        #expect(mail.parts.map(\.first) == ["text/plain", "text/html"])
        #expect(mail.parts.compactMap(\.last).map(lines) == ["您的账单\n", html].map(lines))
        #expect(mail.headers["content-type"]?.hasPrefix("multipart/alternative") == true)
        check(mail)
    }

    private func received(
        _ message: OutgoingMessage,
        html: String? = nil,
        unsubscribe: MailUnsubscribe? = nil
    ) async throws -> LoopbackMailServer.Mail {
        let server = try LoopbackMailServer()
        let description = MailFixture.description(server.url, unsubscribe: unsubscribe)
        let gateway = MailFixture.gateway(description, authorityFile: server.authorityFile)
        let outcomes = try await MailFixture.send([message], html: html, over: gateway)
        let classes = outcomes.map { gateway.classify($0, now: MailFixture.now).answerClass }
        #expect(classes == [.accepted])
        let all = try server.finish()
        #expect(all.count == 1)
        #expect(all.first?.secure == true)
        #expect(all.first?.greeted == "nudge.example.com")
        return try #require(all.first?.mail)
    }

    private func check(_ mail: LoopbackMailServer.Mail) {
        #expect(mail.defects.isEmpty)
        #expect(mail.longest <= 78)
        #expect(mail.plain)
        #expect(!mail.bare)
    }

    /// A last line end is the reader's, not ours.
    private func lines(_ text: String) -> [String] {
        let unified = text.replacing("\r\n", with: "\n").replacing("\r", with: "\n")
        var lines = unified.split(separator: "\n", omittingEmptySubsequences: false)
            .map(String.init)
        while lines.last == "" { lines.removeLast() }
        return lines
    }
}
