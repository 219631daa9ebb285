import NudgeCore
import NudgeServer
import Testing

@Suite struct SandboxMessageTests {
    @Test func theWebhookGatewaysBodyIsRead() throws {
        let body = """
            {"type":"reminder.send","data":{"id":"n1-2s","channel":"email","to":"a@b.cn",
             "text":"您好","subject":"还款提醒","segments":2,"class":"collection","template":"t"}}
            """
        let message = try SandboxMessage(parsing: Array(body.utf8))
        #expect(
            message
                == SandboxMessage(
                    id: "n1-2s",
                    channel: .email,
                    to: "a@b.cn",
                    subject: "还款提醒",
                    text: "您好",
                    messageClass: .collection
                )
        )
    }

    static let malformed: [String] =
        ["", "[]", "null", "{", "{\"type\":\"reminder.send\"}"]
        + [
            "{\"id\":\"x\"}", "{\"id\":1,\"channel\":\"sms\",\"to\":\"1\"}",
            "{\"id\":\"\",\"channel\":\"sms\",\"to\":\"1\"}",
            "{\"id\":\"x\",\"channel\":\"fax\",\"to\":\"1\"}",
            "{\"id\":\"x\",\"channel\":\"sms\",\"to\":\"\"}",
            "{\"id\":\"\(String(repeating: "x", count: 129))\",\"channel\":\"sms\",\"to\":\"1\"}",
        ].map { "{\"type\":\"reminder.send\",\"data\":\($0)}" }
        + ["{\"type\":\"x\",\"data\":{\"id\":\"x\",\"channel\":\"sms\",\"to\":\"1\"}}"]

    @Test(arguments: malformed)
    func whatIsNoMessageIsATypedError(body: String) {
        #expect(throws: SandboxError.self) { try SandboxMessage(parsing: Array(body.utf8)) }
    }

    @Test func anEventsBodyIsTheCallbacksJSON() {
        let receipt = SandboxEvent(
            key: .init(sandboxID: "sb-1-1", number: 0),
            kind: .receipt(.undelivered),
            contact: "n1-2s",
            channel: .sms,
            address: "+8613800138000",
            at: Instant(seconds: 0)
        )
        func text(_ event: SandboxEvent) -> String { String(decoding: event.body, as: UTF8.self) }
        let time = "\"timestamp\":\"1970-01-01T00:00:00Z\""
        #expect(
            text(receipt)
                == "{\"data\":{\"detail\":\"UNDELIV\",\"id\":\"n1-2s\",\"vendor_id\":\"sb-1-1\"},"
                + "\(time),\"type\":\"message.undelivered\"}"
        )
        #expect(receipt.webhookID == "sb-1-1-e0")
        var orphan = receipt
        orphan.kind = .receiptByVendorID(.delivered)
        #expect(
            text(orphan)
                == "{\"data\":{\"detail\":\"DELIVRD\",\"vendor_id\":\"sb-1-1\"},"
                + "\(time),\"type\":\"message.delivered\"}"
        )
        var reply = receipt
        reply.kind = .reply("已还")
        #expect(
            text(reply)
                == "{\"data\":{\"channel\":\"sms\",\"from\":\"+8613800138000\",\"text\":\"已还\"},"
                + "\(time),\"type\":\"message.reply\"}"
        )
    }
}
