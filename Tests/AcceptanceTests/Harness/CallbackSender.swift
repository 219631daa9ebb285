import Foundation
import Glibc
import NudgeGateways
import NudgeTestKit

/// The gateway's side of callbacks: posts events, signed, over a connection of its own, and blocks.
struct CallbackSender {
    var port: UInt16
    var secret: String
    var gateway = "gate"

    static func receipt(_ type: String, of wireID: String) -> String {
        #"{"type":"message.\#(type)","data":{"id":"\#(wireID)","detail":"DELIVRD"}}"#
    }

    static func reply(_ text: String, from phone: String) -> String {
        #"{"type":"message.reply","data":{"channel":"sms","from":"\#(phone)","text":"\#(text)"}}"#
    }

    /// Posts an event under a new id, and gives the status.
    @discardableResult
    func post(
        _ event: String,
        id: String = UUID().uuidString,
        signedWith other: String? = nil
    ) throws -> Int {
        let body = Array(event.utf8)
        let now = Int64(Date().timeIntervalSince1970)
        let signature = try WebhookSecret(parsing: other ?? secret)
            .sign(id: id, timestamp: now, body: body)
        let head = [
            "POST /callbacks/\(gateway) HTTP/1.1", "Host: 127.0.0.1", "Connection: close",
            "Content-Type: application/json", "Content-Length: \(body.count)",
            "webhook-id: \(id)", "webhook-timestamp: \(now)", "webhook-signature: \(signature)",
        ].joined(separator: "\r\n")
        return try exchange(Array((head + "\r\n\r\n").utf8) + body)
    }

    private func exchange(_ request: [UInt8]) throws -> Int {
        let descriptor = socket(
            AF_INET,
            Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue),
            0
        )
        defer { close(descriptor) }
        var limit = timeval(tv_sec: 20, tv_usec: 0)
        let size = socklen_t(MemoryLayout<timeval>.size)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, size)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        let connected = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard connected == 0 else { throw CallFailed(call: "connect", number: errno) }
        let sent = Glibc.send(descriptor, request, request.count, Int32(MSG_NOSIGNAL))
        guard sent == request.count else { throw CallFailed(call: "send", number: errno) }
        var answer: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4096)
        while !answer.contains(10) {
            let count = recv(descriptor, &buffer, buffer.count, 0)
            guard count > 0 else { throw CallFailed(call: "recv", number: errno) }
            answer += buffer[..<count]
        }
        let words = String(decoding: answer, as: UTF8.self).split(separator: " ")
        return words.count > 1 ? Int(words[1]) ?? 0 : 0
    }
}
