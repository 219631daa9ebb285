import Curl
import Foundation
import NudgeCore
import NudgeGateways
import Testing

/// A mail's HTML part, to a mail server and to vendors.
struct HTMLMailTests {
    private static let html = "<p>您的账单 <b>¥1,234.50</b></p>"

    private static func message(html: String?) -> OutgoingMessage {
        var message = MailFixture.message(text: "您的账单 <1>\n第二行")
        message.html = html
        return message
    }

    private static func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

    @Test func aMailServerGetsBothParts() throws {
        let description = MailFixture.description("smtps://mail.example.com:465")
        let gateway = try Gateway(
            settings: GatewaySettings(
                name: "mail",
                kind: .smtp,
                channels: [.email],
                url: description.url,
                mail: description
            ),
            secret: nil
        )
        func body(_ html: String?) throws -> String {
            let request = try gateway.request(
                for: [Self.message(html: html)],
                id: 1,
                lane: 0,
                notAfter: .distantFuture,
                now: MailFixture.now,
                nonce: String(repeating: "0", count: 32)
            )
            return Self.text(request.body)
        }
        let both = try body(Self.html)
        #expect(both.contains("multipart/alternative") && both.contains("text/html"))
        #expect(try !body(nil).contains("text/html"))
    }

    /// By the vendor, the name before its HTML.
    @Test(arguments: ["sendgrid", "mailgun", "aws-ses", "aliyun-directmail"])
    func aVendorGetsIt(_ vendor: String) throws {
        let description = try VendorPart.description(vendor)
        func body(_ html: String?) throws -> String {
            let request = try RequestBuilder(description.request).request(
                RequestContext(
                    messages: [Self.message(html: html)],
                    now: MailFixture.now,
                    nonce: String(repeating: "0", count: 32),
                    values: description.values
                )
            )
            let text = Self.text(request.body)
            return text.removingPercentEncoding?.replacing("\\\"", with: "\"") ?? text
        }
        #expect(try body(Self.html).contains(Self.html))
        // A template without the part: its words, escaped and line by line.
        let words = "<div style=\"white-space:pre-wrap\">您的账单 &lt;1&gt;"
        #expect(try body(nil).contains(words))
    }

    @Test func aTextMessageHasNone() throws {
        var message = Self.message(html: nil)
        message.channel = .sms
        let form = RequestForm(
            url: URLForm(host: "v.example"),
            body: .json(
                .object([
                    WireField(
                        "h",
                        .template(WireTemplate(pieces: [.place(WirePlace(name: "html"))]))
                    )
                ])
            )
        )
        let request = try RequestBuilder(form).request(
            RequestContext(messages: [message], now: MailFixture.now, nonce: "0")
        )
        #expect(Self.text(request.body) == "{}")
    }
}
