internal import NudgeCore

/// Whom an operator's hold is to touch: customers by number, by tag, or debts of a product.
///
/// What is given must all fit.
package struct HoldSelection: Sendable {
    /// The bank's numbers of the customers; `nil`: anybody.
    package var customers: Set<String>?
    package var tag: String?
    /// Only debts of this product are held, not the whole customer.
    package var product: String?

    package init(
        customers: Set<String>? = nil,
        tag: String? = nil,
        product: String? = nil
    ) {
        self.customers = customers
        self.tag = tag
        self.product = product
    }

    /// The debts that would be held, as indices; `nil`: the customer is not touched.
    ///
    /// Without a product it is all of them, and those that come later too.
    func debts(of facts: CustomerFacts) -> [Int]? {
        if let customers, !customers.contains(facts.reference) { return nil }
        if let tag, !facts.tags.contains(tag) { return nil }
        guard let product else { return Array(facts.debts.indices) }
        let found = facts.debts.indices.filter { facts.debts[$0].product == product }
        return found.isEmpty ? nil : found
    }
}
