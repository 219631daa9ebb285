package import Logging
package import NudgeCore
internal import Synchronization

/// Watches the receipts of all gateways that promise them, from the engine's side and the listener's.
package final class ReceiptWatches: Sendable {
    private let state: Mutex<State>
    private let log: Logger
    private let keep: Keep

    /// Keeps who is silent, and since when, for the next run and for `nudge status`.
    package typealias Keep = @Sendable (_ silent: [String: Instant]) -> Void

    private struct State {
        var watches: [String: ReceiptWatch]
        /// As of the last look: decisions ask often, and time alone changes little.
        var silent: [String: Instant]
        var nextLook = Instant.distantPast
    }

    private static let lookEvery = Milliseconds.minutes(1)

    /// - Parameters:
    ///   - gateways: Those that promise receipts.
    ///   - silent: As the run before left them: a restart brings no receipts back.
    ///   - log: Told when a gateway falls silent, and when it speaks again.
    ///   - keep: Keeps who is silent over a restart.
    package init(
        gateways: [String],
        silent: [String: Instant] = [:],
        log: Logger,
        keep: @escaping Keep = { _ in }
    ) {
        let silent = silent.filter { gateways.contains($0.key) }
        let watches = gateways.map { ($0, ReceiptWatch(isSilent: silent[$0] != nil)) }
        state = Mutex(
            State(
                watches: Dictionary(watches, uniquingKeysWith: { first, _ in first }),
                silent: silent
            )
        )
        self.log = log
        self.keep = keep
    }

    /// The gateways that promise receipts and deliver none.
    package func silent(at now: Instant) -> Set<String> {
        let (silent, fallen) = state.withLock { state in
            guard now >= state.nextLook else { return (state.silent, [String]()) }
            state.nextLook = now + ReceiptWatches.lookEvery
            let fallen = state.watches.keys.sorted().filter { name in
                state.watches[name]?.look(at: now) == .fellSilent
            }
            for name in fallen { state.silent[name] = now }
            return (state.silent, fallen)
        }
        if !fallen.isEmpty { keep(silent) }
        for name in fallen { tell(.fellSilent, of: name) }
        return Set(silent.keys)
    }

    package func accepted(_ gateway: String, at now: Instant) {
        change(gateway, at: now) { $0.accepted(at: now) }
    }

    package func received(_ gateway: String, at now: Instant) {
        change(gateway, at: now) { $0.received() }
    }

    private func change(
        _ gateway: String,
        at now: Instant,
        _ event: (inout ReceiptWatch) -> ReceiptWatch.Change?
    ) {
        let (change, silent) = state.withLock { state in
            guard var watch = state.watches[gateway] else {
                return (ReceiptWatch.Change?.none, state.silent)
            }
            let change = event(&watch)
            state.watches[gateway] = watch
            switch change {
            case .fellSilent: state.silent[gateway] = now
            case .flowsAgain: state.silent[gateway] = nil
            case nil: break
            }
            return (change, state.silent)
        }
        guard let change else { return }
        keep(silent)
        tell(change, of: gateway)
    }

    private func tell(_ change: ReceiptWatch.Change, of gateway: String) {
        switch change {
        case .fellSilent:
            log.warning(
                "a gateway that promises receipts delivers none: nothing falls back from it",
                metadata: ["gateway": "\(gateway)"]
            )
        case .flowsAgain:
            log.notice("receipts flow again", metadata: ["gateway": "\(gateway)"])
        }
    }
}
