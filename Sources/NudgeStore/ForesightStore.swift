package import NudgeCore

/// What forecasts and exports read of a store: many customers at a time, and nothing of who they are.
///
/// Every call reads one consistent state; calls may be made from several threads.
package protocol ForesightStore: OperatorStore {
    /// The zone of a customer whose facts name it so: the default where nobody knows it.
    func zone(_ name: String) -> ZoneRules

    /// The highest number that a customer has; `nil` when there is none.
    func lastCustomer() throws(StoreError) -> CustomerID?

    /// The facts of the customers whose numbers lie in the range, in order, with the history up to
    /// date.
    func facts(in numbers: Range<Int64>) throws(StoreError) -> [CustomerFacts]

    /// The facts of these customers, in step but for those who are not there.
    func facts(of customers: [CustomerID]) throws(StoreError) -> [CustomerFacts]

    /// A customer as a decision would read him.
    func customer(_ id: CustomerID) throws(StoreError) -> ClaimedCustomer?

    /// Everybody who shares a contact point with the customer, or with somebody who does, himself
    /// included, in order; `nil` when they are more than `limit`.
    func sharers(of customer: CustomerFacts, limit: Int) throws(StoreError) -> [CustomerID]?

    /// Contacts that began in `from..<to`, in the order of their ids, after one, at most `limit`.
    func contacts(
        from: Instant,
        to: Instant,
        after: ContactID?,
        limit: Int
    ) throws(StoreError) -> [ContactRecord]
}
