package import Logging
package import NudgeCore
internal import Synchronization

/// Watches the receipts of all gateways that promise them, from the engine's side and the listener's.
package final class ReceiptWatches: Sendable {
    private let state: Mutex<State>
    private let log: Logger

    private struct State {
        var watches: [String: ReceiptWatch]
        /// As of the last look: decisions ask often, and time alone changes little.
        var silent: Set<String> = []
        var nextLook = Instant.distantPast
    }

    private static let lookEvery = Milliseconds.minutes(1)

    /// `gateways`: Those that promise receipts.
    package init(gateways: [String], log: Logger) {
        let watches = gateways.map { ($0, ReceiptWatch()) }
        state = Mutex(
            State(watches: Dictionary(watches, uniquingKeysWith: { first, _ in first }))
        )
        self.log = log
    }

    /// The gateways that promise receipts and deliver none.
    package func silent(at now: Instant) -> Set<String> {
        let (silent, fallen) = state.withLock { state in
            guard now >= state.nextLook else { return (state.silent, [String]()) }
            state.nextLook = now + ReceiptWatches.lookEvery
            let fallen = state.watches.keys.sorted().filter { name in
                state.watches[name]?.look(at: now) == .fellSilent
            }
            state.silent.formUnion(fallen)
            return (state.silent, fallen)
        }
        for name in fallen { tell(.fellSilent, of: name) }
        return silent
    }

    package func accepted(_ gateway: String, at now: Instant) {
        change(gateway) { $0.accepted(at: now) }
    }

    package func received(_ gateway: String) {
        change(gateway) { $0.received() }
    }

    private func change(
        _ gateway: String,
        _ event: (inout ReceiptWatch) -> ReceiptWatch.Change?
    ) {
        let change = state.withLock { state -> ReceiptWatch.Change? in
            guard var watch = state.watches[gateway] else { return nil }
            let change = event(&watch)
            state.watches[gateway] = watch
            switch change {
            case .fellSilent: state.silent.insert(gateway)
            case .flowsAgain: state.silent.remove(gateway)
            case nil: break
            }
            return change
        }
        if let change { tell(change, of: gateway) }
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
