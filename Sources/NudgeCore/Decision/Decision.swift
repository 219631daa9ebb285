/// What to do about one customer now: the result of `decide`.
package struct Decision: Sendable {
    package var action: Action
    package var trace: Trace

    package init(action: Action, trace: Trace) {
        self.action = action
        self.trace = trace
    }

    package enum Action: Hashable, Sendable {
        /// Make this contact now.
        case contact(Proposal)
        /// Open this case now, and decide again: nobody is written to.
        case handOff(HandOff)
        /// Decide again at `until`; `foreseen` is the contact that is expected then, if any.
        case wait(until: Instant, foreseen: Proposal?)
        /// Nothing to do until facts or rules change.
        case rest
    }
}

/// A contact that may leave from `notBefore` on, as long as facts and rules stay as they are.
package struct Proposal: Hashable, Sendable {
    /// What it says; the first is the leading debt's.
    ///
    /// One for each debt, then late ones of the same debts that are said with them.
    package var occasions: [Occasion]
    /// Indices into `CustomerFacts.debts`, in step with the first of `occasions`.
    package var debts: [Int]
    /// Indices into the ruleset: `strategy.tiers`, its `steps`, its `channels`.
    package var tier: Int
    package var step: Int
    package var stepChannel: Int
    package var channel: Channel
    package var messageClass: MessageClass
    /// Index into `Ruleset.gateways`.
    package var gateway: Int
    package var point: PointID
    package var notBefore: Instant
    /// The window closes: it must not leave at or after this instant.
    package var notAfter: Instant
    package var priority: UInt8
    /// What moved it past its own place in the step's day; `.passed`: nothing.
    package var heldBy: Reason

    package init(
        occasions: [Occasion],
        debts: [Int],
        tier: Int,
        step: Int,
        stepChannel: Int,
        channel: Channel,
        messageClass: MessageClass,
        gateway: Int,
        point: PointID,
        notBefore: Instant,
        notAfter: Instant,
        priority: UInt8,
        heldBy: Reason = .passed
    ) {
        self.occasions = occasions
        self.debts = debts
        self.tier = tier
        self.step = step
        self.stepChannel = stepChannel
        self.channel = channel
        self.messageClass = messageClass
        self.gateway = gateway
        self.point = point
        self.notBefore = notBefore
        self.notAfter = notAfter
        self.priority = priority
        self.heldBy = heldBy
    }
}

/// The verdicts of the chain, in the order in which they were given.
package struct Trace: Hashable, Sendable {
    package var entries: [Entry]

    package init(entries: [Entry] = []) {
        self.entries = entries
    }

    /// One verdict of one stage about one thing.
    package struct Entry: Hashable, Sendable {
        package var stage: Stage
        package var verdict: Verdict
        package var reason: Reason
        /// Index into `CustomerFacts.debts`, -1: the customer as a whole.
        package var debt: Int16
        /// What the stage looked at: tier, step, channel, hold, cap or window rule, by its index;
        /// -1: nothing in particular.
        ///
        /// Its meaning depends on the stage: see `Stage`.
        package var subject: Int16
        /// The rulebook of a cap or window rule, by index; -1 elsewhere.
        package var rulebook: Int16
        /// Until when it holds, or from when it may go.
        package var until: Instant?
        /// Days past due, or an amount in minor units, or a count, as the stage says.
        package var value: Int64

        package init(
            stage: Stage,
            verdict: Verdict,
            reason: Reason,
            debt: Int16 = -1,
            subject: Int16 = -1,
            rulebook: Int16 = -1,
            until: Instant? = nil,
            value: Int64 = 0
        ) {
            self.stage = stage
            self.verdict = verdict
            self.reason = reason
            self.debt = debt
            self.subject = subject
            self.rulebook = rulebook
            self.until = until
            self.value = value
        }
    }

    /// The stages of the chain, in its order.
    package enum Stage: UInt8, CaseIterable, Sendable {
        /// `value`: the amount owed.
        case owed
        /// `subject`: index into the customer's holds.
        case holds
        /// `subject`: index into the tiers; `value`: days relative to the due date, or since the
        /// signal of an early warning.
        case tier
        /// `subject`: index into the tier's steps; `value`: the step's day.
        case step
        /// `subject`: the channel's raw value.
        case point
        /// `subject`: index into the rulebook's caps, or of the gateway where its limit is meant;
        /// `value`: how many places it has.
        case caps
        /// `subject`: index into the rulebook's windows, then its blackouts, or of the gateway where
        /// its hours are meant.
        case window
        /// `subject`: the channel's raw value.
        case contact
    }

    package enum Verdict: UInt8, CaseIterable, Sendable {
        case pass
        case hold
        case drop
    }
}
