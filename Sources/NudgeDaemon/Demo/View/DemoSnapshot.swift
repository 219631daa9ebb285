package import NudgeCore

/// The state of the demo at one virtual moment, as the terminal shows it.
package struct DemoSnapshot: Hashable, Sendable {
    /// 1...`dayCount`.
    package var day: Int
    package var dayCount: Int
    package var date: CivilDate
    package var time: TimeOfDay
    /// Highest tier first; `today` is not shown.
    package var tiers: [DemoCount]
    /// By channel, in the order of `Channel`.
    package var sent: [DemoCount]
    /// Customers held or messages held back, by reason; `today` is not shown.
    package var held: [DemoCount]
    package var delivered: Int
    package var undelivered: Int
    package var unknown: Int
    /// By meaning; `today` is not shown.
    package var replies: [DemoCount]
    package var paymentsToday: Int
    package var payments: Int
    package var paidToday: Money
    package var paid: Money
    /// In real time.
    package var contactsPerSecond: Double

    package init(
        day: Int,
        dayCount: Int,
        date: CivilDate,
        time: TimeOfDay,
        tiers: [DemoCount] = [],
        sent: [DemoCount] = [],
        held: [DemoCount] = [],
        delivered: Int = 0,
        undelivered: Int = 0,
        unknown: Int = 0,
        replies: [DemoCount] = [],
        paymentsToday: Int = 0,
        payments: Int = 0,
        paidToday: Money = Money(minorUnits: 0, currency: .twd),
        paid: Money = Money(minorUnits: 0, currency: .twd),
        contactsPerSecond: Double = 0
    ) {
        self.day = day
        self.dayCount = dayCount
        self.date = date
        self.time = time
        self.tiers = tiers
        self.sent = sent
        self.held = held
        self.delivered = delivered
        self.undelivered = undelivered
        self.unknown = unknown
        self.replies = replies
        self.paymentsToday = paymentsToday
        self.payments = payments
        self.paidToday = paidToday
        self.paid = paid
        self.contactsPerSecond = contactsPerSecond
    }
}

/// One named count: a tier's customers, a channel's messages.
package struct DemoCount: Hashable, Sendable {
    package var name: String
    package var today: Int
    package var total: Int

    package init(_ name: String, today: Int = 0, total: Int) {
        self.name = name
        self.today = today
        self.total = total
    }
}
