/// What operators have stopped, and how the lanes are: the part of the world that is neither a
/// customer's fact nor a rule.
package struct Conditions: Hashable, Sendable {
    package var stops: [Stop]
    /// Gateways whose receipts have dried up: no fallback may conclude anything from their silence.
    package var gatewaysWithoutReceipts: Set<String>
    /// Gateways that will take messages again by themselves, but not soon: another is preferred.
    package var waitingGateways: Set<String>
    /// How much of its weight a gateway gets, in percent, where that is not all.
    package var shares: [String: Int]
    /// A forecast takes it that sources will go on telling in time.
    package var assumesFreshFacts: Bool

    package init(
        stops: [Stop] = [],
        gatewaysWithoutReceipts: Set<String> = [],
        waitingGateways: Set<String> = [],
        shares: [String: Int] = [:],
        assumesFreshFacts: Bool = false
    ) {
        self.stops = stops
        self.gatewaysWithoutReceipts = gatewaysWithoutReceipts
        self.waitingGateways = waitingGateways
        self.shares = shares
        self.assumesFreshFacts = assumesFreshFacts
    }

    package static let normal = Conditions()
}
