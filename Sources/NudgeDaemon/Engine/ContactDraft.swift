internal import NudgeCore
internal import NudgeStore

/// A contact that was decided and is to be put into words: all that this takes, so that it can be
/// done on any core.
struct ContactDraft: Sendable {
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
            let composed = try composer.compose(
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
}
