import Foundation
import NudgeCore
import NudgeTestKit
import Synchronization

/// A message as it arrived at a gateway of the test world.
struct WorldMessage: Hashable, Sendable {
    /// The contact's id on the wire.
    var id: String
    var channel: Channel
    var to: String
    var text: String
    var messageClass: MessageClass
    var template: String
    /// By the world's clock.
    var at: Instant
    /// 1 for the first time that the id was seen.
    var attempt: Int
    /// Whether a person would have received it.
    var isTaken = false
}

/// What a gateway does about one message.
struct WorldReaction: Sendable {
    var answer: LoopbackReaction
    var isTaken: Bool
    var receipts: [WorldReceipt] = []

    static let accepted = WorldReaction(
        answer: .answer(body: #"{"status":"accepted"}"#),
        isTaken: true
    )

    /// Accepted, and a receipt so long after it.
    static func accepted(
        _ fate: ContactEvent.Receipt,
        after delay: Milliseconds = .seconds(3)
    ) -> WorldReaction {
        var reaction = accepted
        reaction.receipts = [WorldReceipt(after: delay, fate: fate)]
        return reaction
    }

    /// Not taken, with the status and, for a refusal, the gateway's code.
    static func refused(
        _ status: Int,
        code: String? = nil,
        headers: [String] = []
    ) -> WorldReaction {
        let body = code.map { #"{"error":{"code":"\#($0)","message":"no"}}"# } ?? ""
        return WorldReaction(
            answer: .answer(status: status, headers: headers, body: body),
            isTaken: false
        )
    }

    /// Takes the message and closes the connection without a word.
    static let cut = WorldReaction(answer: .close, isTaken: true)
    /// Takes the message and never answers.
    static let silent = WorldReaction(answer: .hang, isTaken: true)
}

/// A receipt to come.
struct WorldReceipt: Sendable {
    var after: Milliseconds
    var fate: ContactEvent.Receipt
}

/// A real HTTP server that behaves as the test says, and can go down and come back.
final class WorldGateway: Sendable {
    typealias Script = @Sendable (WorldMessage) -> WorldReaction

    let name: String
    let channels: Set<Channel>
    /// Held while the gateway is down too.
    private let held: LoopbackPort
    private let now: @Sendable () -> Instant
    private let state: Mutex<State>
    private let server: Mutex<LoopbackServer?>

    private struct State {
        var script: Script
        var messages: [WorldMessage] = []
        var receipts: [(due: Instant, id: String, fate: ContactEvent.Receipt)] = []
    }

    init(
        name: String = "everything",
        channels: Set<Channel> = Set(Channel.allCases),
        clock: @escaping @Sendable () -> Instant,
        script: @escaping Script = { _ in .accepted(.delivered) }
    ) throws {
        self.name = name
        self.channels = channels
        now = clock
        state = Mutex(State(script: script))
        held = try LoopbackPort()
        server = Mutex(nil)
        try comeUp()
    }

    var port: UInt16 { held.number }
    /// Everything that arrived, in order.
    var messages: [WorldMessage] { state.withLock { $0.messages } }
    /// What people would have received, in order.
    var taken: [WorldMessage] { messages.filter(\.isTaken) }

    func behave(_ script: @escaping Script) {
        state.withLock { $0.script = script }
    }

    /// Connections are refused from now on.
    func goDown() {
        server.withLock { server in
            server?.stop()
            server = nil
        }
    }

    func comeUp() throws {
        try server.withLock { server in
            guard server == nil else { return }
            server = try LoopbackServer(port: port) { [weak self] request in
                self?.react(request) ?? .close
            }
        }
    }

    var nextReceiptAt: Instant? { state.withLock { $0.receipts.map(\.due).min() } }

    /// Takes the receipts that are due out of the queue.
    func dueReceipts(_ now: Instant) -> [(id: String, fate: ContactEvent.Receipt)] {
        state.withLock { state in
            let due = state.receipts.filter { $0.due <= now }
            state.receipts.removeAll { $0.due <= now }
            return due.map { ($0.id, $0.fate) }
        }
    }

    private func react(_ request: LoopbackRequest) -> LoopbackReaction {
        guard let body = try? JSONDecoder().decode(Body.self, from: Data(request.body)),
            let channel = Channel(name: body.data.channel),
            let messageClass = MessageClass(name: body.data.class)
        else { return .answer(status: 400) }
        let now = now()
        // The script may block, so it runs outside the lock.
        let (script, message) = state.withLock { state in
            let attempt = state.messages.count { $0.id == body.data.id } + 1
            let message = WorldMessage(
                id: body.data.id,
                channel: channel,
                to: body.data.to,
                text: body.data.text,
                messageClass: messageClass,
                template: body.data.template,
                at: now,
                attempt: attempt
            )
            state.messages.append(message)
            return (state.script, message)
        }
        let reaction = script(message)
        state.withLock { state in
            guard
                let index = state.messages.lastIndex(where: {
                    $0.id == message.id && $0.attempt == message.attempt
                })
            else { return }
            state.messages[index].isTaken = reaction.isTaken
            for receipt in reaction.receipts {
                state.receipts.append((now + receipt.after, message.id, receipt.fate))
            }
        }
        return reaction.answer
    }

    private struct Body: Decodable {
        struct Content: Decodable {
            var id: String
            var channel: String
            var to: String
            var text: String
            var `class`: String
            var template: String
        }

        var data: Content
    }
}
