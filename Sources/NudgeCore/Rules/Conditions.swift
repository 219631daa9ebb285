/// What operators have stopped, and how the lanes are: the part of the world that is neither a
/// customer's fact nor a rule.
package struct Conditions: Hashable, Sendable {
    package var stops: [Stop]
    /// Gateways whose receipts have dried up: no fallback may conclude anything from their silence.
    package var gatewaysWithoutReceipts: Set<String>
    /// A forecast takes it that sources will go on telling in time.
    package var assumesFreshFacts: Bool

    package init(
        stops: [Stop] = [],
        gatewaysWithoutReceipts: Set<String> = [],
        assumesFreshFacts: Bool = false
    ) {
        self.stops = stops
        self.gatewaysWithoutReceipts = gatewaysWithoutReceipts
        self.assumesFreshFacts = assumesFreshFacts
    }

    package static let normal = Conditions()
}
