package import NudgeCore

/// The part of a turn that decides everybody afresh, slice by slice, after a change of rules.
///
/// No customer of a slice is claimed: what was decided about him is written only if neither his facts
/// nor his timer have changed since the slice was read; else whoever changed them sees to him. The
/// position of the slice under way is durable, so that a sweep goes on after a crash.
package struct SweepTurn: Sendable {
    /// Of the rules that it decides by: newer ones have begun a sweep of their own.
    package var generation: Int64
    /// The decisions about the slice that the turn before has read.
    package var decided: [SweepDecision]
    /// The slice to be read now; `nil`: there is none left, and the sweep ends.
    package var next: Slice?

    /// The next so many customers by number.
    package struct Slice: Hashable, Sendable {
        package var after: CustomerID
        package var limit: Int

        package init(after: CustomerID, limit: Int) {
            self.after = after
            self.limit = limit
        }
    }

    package init(generation: Int64, decided: [SweepDecision], next: Slice?) {
        self.generation = generation
        self.decided = decided
        self.next = next
    }
}

/// What a sweep found out about one customer.
package struct SweepDecision: Sendable {
    package var customer: CustomerID
    package var revision: Int64
    /// Where his timer lay when the slice was read.
    package var standing: CustomerTimer?
    package var outcome: Outcome

    package enum Outcome: Hashable, Sendable {
        /// The timer to keep; `nil`: none until facts or rules change.
        case timer(CustomerTimer?)
        /// There is more to do than to set a timer: he is to be claimed at once.
        case visit
    }

    package init(
        customer: CustomerID,
        revision: Int64,
        standing: CustomerTimer?,
        outcome: Outcome
    ) {
        self.customer = customer
        self.revision = revision
        self.standing = standing
        self.outcome = outcome
    }
}
