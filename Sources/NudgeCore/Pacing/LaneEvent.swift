/// What one answer says about the gateway as a whole.
package enum LaneEvent: Hashable, Sendable {
    /// It works, whatever it said about the message.
    case answered
    /// Surely nothing was taken, and the next one would fare no better.
    case failed
    /// No readable answer: a single one says little about the gateway.
    case doubted
    /// It asks to wait: all messages, not only this one.
    case rateLimited(after: Milliseconds?)
    /// A person must act first.
    case stopped(LaneState.StopReason)
}
