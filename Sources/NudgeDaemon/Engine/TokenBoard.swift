package import NudgeCore
internal import NudgeGateways
internal import Synchronization

/// What others may know of the engine's tokens: the pullers use them, `nudge status` tells what is
/// wrong with them.
///
/// The token desk writes it on the engine's thread; whoever else looks at it does so on any.
package final class TokenBoard: Sendable {
    private struct State {
        var held: [String: TokenDesk.Held] = [:]
        /// Of tokens that were refused elsewhere, by gateway.
        var refused: [String: Int] = [:]
        var troubles: [String: TokenTrouble]
    }

    private let state: Mutex<State>
    private let keep: Keep

    /// Keeps what is wrong over a restart and for `nudge status`, in the order of the names.
    package typealias Keep = @Sendable (_ troubles: [TokenTrouble]) -> Void

    /// `troubles`: As the run before left them: they last until a token comes.
    package init(troubles: [TokenTrouble] = [], keep: @escaping Keep = { _ in }) {
        let known = troubles.map { ($0.gateway, $0) }
        state = Mutex(State(troubles: Dictionary(known) { first, _ in first }))
        self.keep = keep
    }

    // MARK: Tokens

    /// The desk has a token, or none any more.
    func hold(_ held: TokenDesk.Held?, for gateway: String) {
        state.withLock { $0.held[gateway] = held }
    }

    /// What a request that leaves now may carry; `nil`: there is none.
    func held(_ gateway: String, at now: Instant) -> TokenDesk.Held? {
        state.withLock { $0.held[gateway] }.flatMap { $0.until > now ? $0 : nil }
    }

    /// A token was refused elsewhere than by an answer to a message.
    func refuse(_ generation: Int, of gateway: String) {
        state.withLock { $0.refused[gateway] = generation }
    }

    /// Gives each refusal once.
    func takeRefusals() -> [String: Int] {
        state.withLock { state in
            guard !state.refused.isEmpty else { return [:] }
            defer { state.refused = [:] }
            return state.refused
        }
    }

    // MARK: Trouble

    package var troubles: [TokenTrouble] {
        state.withLock { $0.troubles.values.sorted { $0.gateway < $1.gateway } }
    }

    /// No token came; it is asked again at `next`.
    func failed(_ gateway: String, _ reason: String, next: Instant, at now: Instant) {
        state.withLock { state in
            let since = state.troubles[gateway]?.since ?? now
            state.troubles[gateway] = TokenTrouble(
                gateway: gateway,
                since: since,
                next: next,
                reason: reason
            )
        }
        keep(troubles)
    }

    /// A token came, or a person was told that the key is wrong.
    func ended(_ gateway: String) {
        let wasThere = state.withLock { $0.troubles.removeValue(forKey: gateway) != nil }
        if wasThere { keep(troubles) }
    }
}
