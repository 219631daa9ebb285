import Foundation
import NudgeCore
import NudgeGateways
import NudgeTestKit
import Synchronization

@testable import NudgeDaemon

/// The staff's own system in the test world: a real HTTP server that takes cases, or does not.
final class WorldStaff: Sendable {
    static let secret = "whsec_" + Data((40..<72).map { UInt8($0) }).base64EncodedString()

    /// Held while the system is down too.
    private let held: LoopbackPort
    private let now: @Sendable () -> Instant
    private let state = Mutex(State())
    private let server: Mutex<LoopbackServer?>

    /// A case as it was told.
    struct Notice: Hashable, Sendable {
        var webhookID: String
        var at: Instant
        var body: String
        /// Signed with the secret, by the Standard Webhooks rules.
        var isSigned: Bool
        var status: Int
    }

    private struct State {
        var notices: [Notice] = []
        var reaction: @Sendable (Int) -> LoopbackReaction = { _ in .answer(body: "{}") }
        var status: @Sendable (Int) -> Int = { _ in 200 }
    }

    init(clock: @escaping @Sendable () -> Instant) throws {
        now = clock
        held = try LoopbackPort()
        server = Mutex(nil)
        try comeUp()
    }

    var url: String { "http://127.0.0.1:\(held.number)/cases" }
    /// Everything that arrived, in order.
    var notices: [Notice] { state.withLock { $0.notices } }

    /// Answers by the number of the attempt, from 1.
    func answer(_ status: @escaping @Sendable (Int) -> Int) {
        state.withLock { $0.status = status }
    }

    /// Takes what comes and never answers.
    func keepSilent() {
        state.withLock { $0.reaction = { _ in .hang } }
    }

    func goDown() {
        server.withLock { server in
            server?.stop()
            server = nil
        }
    }

    func comeUp() throws {
        try server.withLock { server in
            guard server == nil else { return }
            server = try LoopbackServer(port: held.number) { [weak self] request in
                self?.react(request) ?? .close
            }
        }
    }

    private func react(_ request: LoopbackRequest) -> LoopbackReaction {
        let at = now()
        let isSigned: Bool
        do {
            try WebhookSecret.verify(
                id: request.header("webhook-id"),
                timestamp: request.header("webhook-timestamp"),
                signatures: request.header("webhook-signature"),
                body: request.body,
                secrets: [WebhookSecret(parsing: WorldStaff.secret)],
                now: at
            )
            isSigned = true
        } catch {
            isSigned = false
        }
        return state.withLock { state in
            let number = state.notices.count + 1
            let status = state.status(number)
            state.notices.append(
                Notice(
                    webhookID: request.header("webhook-id") ?? "",
                    at: at,
                    body: String(decoding: request.body, as: UTF8.self),
                    isSigned: isSigned,
                    status: status
                )
            )
            guard status == 200 else { return .answer(status: status) }
            return state.reaction(number)
        }
    }
}
