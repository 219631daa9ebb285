import Curl
import NudgeCore
import NudgeGateways
import NudgeTestKit
import Testing

/// A mail gateway, a message, and a real libcurl between them and a server.
struct MailFixture {
    static let now = Instant(seconds: 1_795_161_600)

    static func description(
        _ url: String,
        encryption: MailEncryption = .startTLS,
        login: Bool = false,
        unsubscribe: MailUnsubscribe? = nil
    ) -> MailDescription {
        MailDescription(
            url: url,
            encryption: encryption,
            from: MailAddress(address: "notice@mail.example.com", name: "某某银行 (信用卡), 北京"),
            replyTo: "service@example.com",
            login: login
                ? MailLogin(user: "notice", password: .environment("X")) : nil,
            greeting: "nudge.example.com",
            unsubscribe: unsubscribe
        )
    }

    static func gateway(
        _ description: MailDescription,
        authorityFile: String?,
        password: String = "pass 密",
        total: Milliseconds = .seconds(20)
    ) -> MailGateway {
        MailGateway(
            description,
            settings: GatewaySettings(
                name: "mail",
                kind: .smtp,
                channels: [.email],
                url: description.url,
                authorityFile: authorityFile,
                totalTimeout: total,
                mail: description
            ),
            password: password
        )
    }

    static func message(
        _ wireID: String = "s1-4f",
        to address: String = "zhangsan@example.com",
        subject: String? = "还款提醒",
        text: String = "张三您好：\n您的账单 ¥1,234.50 将于 12 月 1 日到期。"
    ) -> OutgoingMessage {
        OutgoingMessage(
            wireID: wireID,
            channel: .email,
            address: address,
            text: text,
            subject: subject,
            messageClass: .collection,
            template: "early-1"
        )
    }

    /// Sends messages one after the other over one client; tells how each ended.
    static func send(
        _ messages: [OutgoingMessage],
        html: String? = nil,
        over gateway: MailGateway
    ) async throws -> [CurlOutcome] {
        let (feed, sink) = AsyncStream.makeStream(of: [CurlCompletion].self)
        let client = try CurlClient(
            // No pause of a busy machine between two messages ends the connection.
            settings: CurlSettings(
                lanes: [CurlLane(id: 0, inFlightMax: 2, isMail: true)],
                idleSecondsMax: 3_600
            ),
            clock: { now.milliseconds },
            completed: { sink.yield($0) }
        )
        var outcomes: [CurlOutcome] = []
        for (index, message) in messages.enumerated() {
            let request = try gateway.request(
                for: message,
                html: html,
                id: UInt64(index),
                lane: 0,
                notAfter: .distantFuture,
                now: now
            )
            try #require(client.submit([request]) == .taken)
            for await batch in feed {
                outcomes += batch.map(\.outcome)
                break
            }
        }
        return outcomes
    }
}
