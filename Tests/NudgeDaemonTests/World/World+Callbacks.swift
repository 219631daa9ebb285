import NudgeCore
import NudgeGateways

@testable import NudgeDaemon
@testable import NudgeServer

/// What comes back to a world.
extension World {
    /// A receipt as the gateway posts it, signed; fails unless it is answered 2xx.
    func receipt(
        _ id: String,
        _ fate: ContactEvent.Receipt,
        from gateway: String = "everything"
    ) async throws {
        let type = fate == .delivered ? "message.delivered" : "message.undelivered"
        try await post(#"{"type":"\#(type)","data":{"id":"\#(id)"}}"#, from: gateway)
    }

    /// Words from an address.
    func reply(
        _ text: String,
        from address: String,
        on channel: Channel = .sms,
        gateway: String = "everything"
    ) async throws {
        let data = #"{"channel":"\#(channel.name)","from":"\#(address)","text":"\#(text)"}"#
        try await post(#"{"type":"message.reply","data":\#(data)}"#, from: gateway)
    }

    private func post(_ text: String, from gateway: String) async throws {
        let body = Array(text.utf8)
        let status = try await post(body, signedAs: body, from: gateway)
        guard status == 200 else {
            throw WorldError(description: "a callback was answered \(status)")
        }
    }

    /// A body under the signature of another, or its own; gives the status of the answer.
    func post(
        _ body: [UInt8],
        signedAs signed: [UInt8],
        from gateway: String = "everything"
    ) async throws -> Int {
        callbackNumber += 1
        let id = "callback-\(callbackNumber)"
        let seconds = now.milliseconds / 1000
        let signature = try WebhookSecret(parsing: World.secret)
            .sign(id: id, timestamp: seconds, body: signed)
        let answer = await callbacks.take(
            CallbackRequest(
                path: CallbackPath(gateway: gateway),
                headers: HTTPHeaderList([
                    ("webhook-id", id), ("webhook-timestamp", "\(seconds)"),
                    ("webhook-signature", signature),
                ]),
                body: body,
                remote: "127.0.0.1"
            )
        )
        return answer.status
    }
}
