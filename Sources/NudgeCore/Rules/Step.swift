/// One thing to say, on one day relative to the due date.
package struct Step: Sendable {
    package var name: String
    package var purpose: Purpose
    /// The days on which it falls; a repeating step ("every 3 days from 4 to 30") lists them all.
    package var days: [Int16]
    /// The part of the day that the lender prefers; sending is spread over it.
    package var preferredFrom: TimeOfDay
    package var preferredTo: TimeOfDay
    /// In order: the next is used when the one before has failed, or after `fallbackAfter`.
    ///
    /// Empty for a hand-off.
    package var channels: [StepChannel]
    /// How long to wait for a delivered receipt before the next channel; `nil`: only after a failure.
    package var fallbackAfter: Milliseconds?
    package var lateness: Lateness
    /// Higher goes first, within a customer and within a lane.
    ///
    /// 0...9.
    package var priority: UInt8
    /// Whether debts of one customer on the same step and day share one message.
    package var mergesDebts: Bool
    /// To whom; the rulebook may allow fewer.
    package var recipients: Set<Role>
    /// The team that gets a case, in place of a message.
    package var handOff: String?
    /// Whether the customer's own hours are preferred within the preferred hours.
    package var prefersLearnt: Bool

    package init(
        name: String,
        purpose: Purpose,
        days: [Int16],
        preferredFrom: TimeOfDay,
        preferredTo: TimeOfDay,
        channels: [StepChannel],
        fallbackAfter: Milliseconds? = nil,
        lateness: Lateness = .send,
        priority: UInt8 = 5,
        mergesDebts: Bool = true,
        recipients: Set<Role> = [.debtor, .coBorrower],
        handOff: String? = nil,
        prefersLearnt: Bool = false
    ) {
        self.name = name
        self.purpose = purpose
        self.days = days
        self.preferredFrom = preferredFrom
        self.preferredTo = preferredTo
        self.channels = channels
        self.fallbackAfter = fallbackAfter
        self.lateness = lateness
        self.priority = priority
        self.mergesDebts = mergesDebts
        self.recipients = recipients
        self.handOff = handOff
        self.prefersLearnt = prefersLearnt
    }
}

/// A channel of a step, with the template for it.
package struct StepChannel: Hashable, Sendable {
    package var channel: Channel
    /// The template's path below `Templates/`, without its ending.
    package var template: String

    package init(channel: Channel, template: String) {
        self.channel = channel
        self.template = template
    }
}

/// How late a step may still be taken.
package enum Lateness: Hashable, Sendable {
    /// Until the debt's next step begins.
    case send
    /// On its own day alone; after it, it is said together with the debt's next step.
    case merge
    /// For so long after the step's day has begun; then it is dropped.
    case dropAfter(Milliseconds)
}
