/// Whether a gateway that promises receipts delivers them.
///
///     flowing ──enough accepted, none for a while──▶ silent
///        ▲                                             │
///        └──────────────── a receipt ──────────────────┘
///
/// A fallback to the next channel needs receipts: without them "not delivered" is not known.
package struct ReceiptWatch: Hashable, Sendable {
    package private(set) var isSilent = false
    /// Since the last receipt.
    private var accepted = 0
    /// The first of them.
    private var since: Instant?

    /// So few may go undelivered without a word: a carrier's batch, or phones that are off.
    package static let acceptedMin = 50
    /// Receipts of a good gateway come within minutes; batches are pushed every few.
    package static let patience = Milliseconds.minutes(30)

    /// `isSilent`: As it was when the daemon last ran.
    package init(isSilent: Bool = false) {
        self.isSilent = isSilent
    }

    /// What changed for those who look on.
    package enum Change: Hashable, Sendable {
        case fellSilent
        case flowsAgain
    }

    package mutating func accepted(_ count: Int = 1, at now: Instant) -> Change? {
        accepted += count
        if since == nil { since = now }
        return look(at: now)
    }

    /// Without an event, from time to time.
    package mutating func look(at now: Instant) -> Change? {
        guard !isSilent, accepted >= ReceiptWatch.acceptedMin, let since,
            now - since >= ReceiptWatch.patience
        else { return nil }
        isSilent = true
        return .fellSilent
    }

    package mutating func received() -> Change? {
        accepted = 0
        since = nil
        defer { isSilent = false }
        return isSilent ? .flowsAgain : nil
    }
}
