package import NudgeCore

/// What was spent: a row for each day, gateway, tier and template.
package protocol SpendStore: Sendable {
    /// In the order of gateway, tier and template.
    func spend(on day: CivilDate) throws(StoreError) -> [SpendLine]
    /// On which day each budget last placed a stop; the house's own under the empty name.
    func budgetStops() throws(StoreError) -> [BudgetStop]
}

/// What contacts of one kind cost on a day; negative where it gives back.
package struct SpendLine: Hashable, Sendable {
    package var day: CivilDate
    package var gateway: String
    package var tier: String
    package var template: String
    package var currency: Currency
    package var contacts: Int
    package var segments: Int
    /// In millionths of the currency.
    package var cost: Int64

    package init(
        day: CivilDate,
        gateway: String,
        tier: String,
        template: String,
        currency: Currency,
        contacts: Int = 1,
        segments: Int,
        cost: Int64
    ) {
        self.day = day
        self.gateway = gateway
        self.tier = tier
        self.template = template
        self.currency = currency
        self.contacts = contacts
        self.segments = segments
        self.cost = cost
    }

    /// What gives it back.
    package var refund: SpendLine {
        var line = self
        line.contacts = -contacts
        line.segments = -segments
        line.cost = -cost
        return line
    }
}

/// A budget that was used up.
package struct BudgetStop: Hashable, Sendable {
    /// The gateway's name; empty: the house's.
    package var holder: String
    package var day: CivilDate

    package init(holder: String, day: CivilDate) {
        self.holder = holder
        self.day = day
    }
}
