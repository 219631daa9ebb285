import Foundation
import Glibc
import NudgeTestKit
import Synchronization

/// A gateway of the lender's own, as slow as told, that counts what it has read completely.
///
/// It lives in the test, so it survives the daemon and knows what the daemon's death left in doubt.
final class TestGateway: Sendable {
    /// A message as it came over the wire.
    struct Message: Hashable, Sendable {
        /// `webhook-id`: the store's name and the contact's number.
        var wireID: String
        var to: String
        var channel: String
        var text: String
        /// Seconds since 1970, when its last byte had been read.
        var at: Double

        /// The contact's number in the store.
        var contact: Int64 {
            Int64(wireID.split(separator: "-").last ?? "", radix: 36) ?? -1
        }
    }

    private let server: LoopbackServer
    private let inbox = Inbox()
    private let watch: FactWatch

    private final class Inbox: Sendable {
        let messages = Mutex<[Message]>([])
        let gate = Mutex<LoopbackGate?>(nil)
    }

    /// Takes `delayMilliseconds` for each answer.
    init(watch: FactWatch, delayMilliseconds: Int32 = 0) throws {
        self.watch = watch
        let inbox = inbox
        server = try LoopbackServer { request in
            guard let message = TestGateway.message(request) else {
                return .answer(status: 400)
            }
            inbox.messages.withLock { $0.append(message) }
            watch.changed()
            inbox.gate.withLock { $0 }?.wait()
            // The slowness of a vendor, not of a test.
            if delayMilliseconds > 0 { poll(nil, 0, delayMilliseconds) }
            return .answer(body: #"{"id":"v-\#(message.wireID)"}"#)
        }
    }

    deinit {
        inbox.gate.withLock { $0 }?.open()
        server.stop()
    }

    var url: String { server.url + "send" }
    /// In the order of arrival.
    var messages: [Message] { inbox.messages.withLock { $0 } }
    var count: Int { inbox.messages.withLock { $0.count } }

    /// Answers nothing from now on until the returned gate is opened; it goes on reading.
    func hold() -> LoopbackGate {
        let gate = LoopbackGate()
        inbox.gate.withLock { $0 = gate }
        return gate
    }

    /// Answers at once again; what a gate holds, that gate lets go.
    func holdNoMore() {
        inbox.gate.withLock { $0 = nil }
    }

    /// Blocks until so many messages have been read.
    func wait(for count: Int, atMost seconds: Double = 30) throws {
        try watch.wait(for: "\(count) messages, there are \(self.count)", atMost: seconds) {
            self.count >= count
        }
    }

    private static func message(_ request: LoopbackRequest) -> Message? {
        let object = try? JSONSerialization.jsonObject(with: Data(request.body))
        guard let data = (object as? [String: Any])?["data"] as? [String: Any],
            let id = data["id"] as? String, id == request.header("webhook-id"),
            let to = data["to"] as? String, let channel = data["channel"] as? String,
            let text = data["text"] as? String
        else { return nil }
        return Message(
            wireID: id,
            to: to,
            channel: channel,
            text: text,
            at: Date().timeIntervalSince1970
        )
    }
}
