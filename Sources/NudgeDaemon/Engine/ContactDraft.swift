package import NudgeCore
package import NudgeStore

/// A contact that was decided and is to be put into words: all that this takes, so that it can be
/// done on any core.
package struct ContactDraft: Sendable {
    /// Among the engine's pending commits.
    let place: Int
    let id: ContactID
    let customer: ClaimedCustomer
    let decision: Decision
    let proposal: Proposal
    /// What its gateway's requests carry; `nil`: nothing.
    let token: TokenDesk.Held?
    /// Chance, drawn in order, for gateways that ask for some.
    let nonce: String

    /// The same without a place and a token: to put one contact into words by itself.
    package init(
        id: ContactID,
        customer: ClaimedCustomer,
        decision: Decision,
        proposal: Proposal,
        nonce: String
    ) {
        self.init(
            place: 0,
            id: id,
            customer: customer,
            decision: decision,
            proposal: proposal,
            token: nil,
            nonce: nonce
        )
    }

    init(
        place: Int,
        id: ContactID,
        customer: ClaimedCustomer,
        decision: Decision,
        proposal: Proposal,
        token: TokenDesk.Held?,
        nonce: String
    ) {
        self.place = place
        self.id = id
        self.customer = customer
        self.decision = decision
        self.proposal = proposal
        self.token = token
        self.nonce = nonce
    }

    /// What came of it.
    struct Made: Sendable {
        var composed: Result<Composer.Composed, Composer.Failure>
        /// What is next for the customer, on the facts as they will stand; `nil` without a contact.
        var next: Decision.Action?
    }

    /// Pure: the same on every core, in any order.
    func made(
        _ composer: Composer,
        _ rules: RulesInForce,
        _ conditions: Conditions,
        at now: Instant
    ) -> Made {
        do throws(Composer.Failure) {
            let composed = try composed(composer, rules, at: now)
            var facts = customer.facts
            facts.history.append(composed.intent.contact)
            let next = decide(
                facts,
                sharedHistory: customer.sharedHistory,
                rules: rules.ruleset,
                conditions: conditions,
                at: now
            )
            return Made(composed: .success(composed), next: next.action)
        } catch {
            return Made(composed: .failure(error), next: nil)
        }
    }

    /// The contact alone, without what is next.
    package func composed(
        _ composer: Composer,
        _ rules: RulesInForce,
        at now: Instant
    ) throws(Composer.Failure) -> Composer.Composed {
        try composer.compose(
            customer,
            decision,
            proposal,
            id: id,
            rules: rules,
            token: token,
            nonce: nonce,
            joins: true,
            at: now
        )
    }
}
