/// How one answer of a gateway is understood.
///
/// Success needs an explicit positive match.
package enum AnswerClass: Hashable, Sendable {
    case accepted
    /// Surely not taken; may be tried again after the wait.
    case retry(after: Milliseconds?)
    /// Surely not taken; the address or the whole lane waits.
    case rateLimited(after: Milliseconds?, scope: LimitScope)
    /// Surely not taken; the address will never work.
    case badRecipient
    /// Surely not taken; the recipient refuses messages.
    case optedOut
    /// Surely not taken; template, signature or content: a person must act.
    case misconfigured
    /// Surely not taken; key or signature refused: the lane stops.
    case authentication
    /// Surely not taken; no money: the lane stops.
    case balance
    /// Surely not taken; the token is fetched again, once, and the message sent again.
    case refreshToken
    /// Surely not taken, since the batch was refused as a whole: it is sent again singly.
    case split
    /// It may have been taken.
    case unknown
    /// No byte of the request was written.
    case notSent

    package var name: String {
        switch self {
        case .accepted: "accepted"
        case .retry: "retry"
        case .rateLimited: "rate-limited"
        case .badRecipient: "bad-recipient"
        case .optedOut: "opted-out"
        case .misconfigured: "misconfigured"
        case .authentication: "authentication"
        case .balance: "balance"
        case .refreshToken: "refresh-token"
        case .split: "split"
        case .unknown: "unknown"
        case .notSent: "not-sent"
        }
    }
}
