/// Something to say about one debt through one channel, before caps and windows were asked.
struct Candidate {
    /// Index into `CustomerFacts.debts`.
    var debt: Int
    var occasion: Occasion
    /// Indices into the strategy.
    var tier: Int
    var step: Int
    var stepChannel: Int
    var channel: Channel
    var messageClass: MessageClass
    var gateway: Int
    var point: PointID
    /// The day on which the step falls for this debt; later than the step's day after a grace.
    var date: CivilDate
    /// A fallback waits until then for the receipt of the channel before.
    var after: Instant
    /// It must leave before this: the next step begins, or it is too late to be of use.
    var deadline: Instant
}

/// When a candidate may leave.
struct Timing {
    var notBefore: Instant
    var notAfter: Instant
    /// `notBefore` is past, and caps and windows are open now.
    var isReady: Bool
    /// What moved it past its own place in the step's day; `.passed`: nothing.
    var heldBy: Reason

    var heldByOrWaiting: Reason {
        heldBy == .passed ? .stepNotYetDue : heldBy
    }
}
