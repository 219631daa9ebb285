package import Logging
package import NudgeCore
internal import Synchronization

/// Watches the receipts of all gateways that promise them, from the engine's side and the listener's.
package final class ReceiptWatches: Sendable {
    private let watches: Mutex<[String: ReceiptWatch]>
    private let log: Logger

    /// - Parameter gateways: Those that promise receipts.
    package init(gateways: [String], log: Logger) {
        watches = Mutex(
            Dictionary(
                gateways.map { ($0, ReceiptWatch()) },
                uniquingKeysWith: { first, _ in first }
            )
        )
        self.log = log
    }

    /// The gateways that promise receipts and deliver none.
    package func silent(at now: Instant) -> Set<String> {
        let (silent, changes) = watches.withLock { watches in
            var changes: [(String, ReceiptWatch.Change)] = []
            for name in watches.keys.sorted() {
                if let change = watches[name]?.look(at: now) { changes.append((name, change)) }
            }
            return (Set(watches.filter(\.value.isSilent).keys), changes)
        }
        for (name, change) in changes { tell(change, of: name) }
        return silent
    }

    package func accepted(_ gateway: String, at now: Instant) {
        let change = watches.withLock { $0[gateway]?.accepted(at: now) ?? nil }
        if let change { tell(change, of: gateway) }
    }

    package func received(_ gateway: String) {
        let change = watches.withLock { $0[gateway]?.received() ?? nil }
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
