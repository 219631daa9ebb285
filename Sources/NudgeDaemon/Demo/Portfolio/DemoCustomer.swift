package import NudgeCore

/// One customer of the demo, as the lender's file tells of him at the start.
package struct DemoCustomer: Hashable, Sendable {
    package var reference: String
    package var customer: CustomerFact
    package var debt: DebtFact

    package init(reference: String, customer: CustomerFact, debt: DebtFact) {
        self.reference = reference
        self.customer = customer
        self.debt = debt
    }

    /// In the order in which an import would bring them.
    package var facts: [Fact] { [.customer(customer), .debt(debt)] }
}
