/// A gateway whose vendor gives no token, for a reason that does not say that the key is wrong.
package struct TokenTrouble: Hashable, Sendable {
    package var gateway: String
    /// The first failure of those in a row.
    package var since: Instant
    /// When it is asked again.
    package var next: Instant
    /// What the vendor said last, in one line without secrets.
    package var reason: String

    package init(gateway: String, since: Instant, next: Instant, reason: String) {
        self.gateway = gateway
        self.since = since
        self.next = next
        self.reason = reason
    }
}
