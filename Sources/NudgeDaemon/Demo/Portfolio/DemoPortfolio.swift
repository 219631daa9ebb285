import Foundation
package import NudgeCore

/// The demo's lender: customers made from a real data set, and what happens to them in a month.
///
/// What is data and what is made up is written down in `docs/demo.md`. Everything made up is drawn
/// from the customer's id, so that two portfolios of the same start and count are equal.
package struct DemoPortfolio: Hashable, Sendable {
    package let start: CivilDate
    /// Days of the virtual month, from the start on.
    package let days: Int
    /// In the data set's order.
    package let customers: [DemoCustomer]
    /// In order of time, all of them in the virtual month.
    package let events: [TimedFact]

    package static let countDefault = 3000
    package static let daysDefault = 30
    /// Monday, 2 March 2026.
    package static let startDefault = CivilDate(daysSinceEpoch: 20_514)

    /// Of these customers and events alone.
    package init(
        start: CivilDate,
        days: Int,
        customers: [DemoCustomer],
        events: [TimedFact] = []
    ) {
        self.start = start
        self.days = days
        self.customers = customers
        self.events = events
    }

    /// From the text of `Config/demo/credit-card-repayment.csv`; the first `count` customers.
    package init(
        csv: String,
        start: CivilDate = startDefault,
        days: Int = daysDefault,
        count: Int = countDefault
    ) throws(DemoError) {
        precondition((1...60).contains(days), "the demo plays 1 to 60 days")
        let rows = try DemoRow.rows(csv: csv)
        guard count >= 1, count <= rows.count else {
            throw .tooFewRows(asked: count, rows: rows.count)
        }
        var customers: [DemoCustomer] = []
        var events: [TimedFact] = []
        customers.reserveCapacity(count)
        var phoneBefore: String?
        for row in rows.prefix(count) {
            let person = DemoPerson(id: row.id)
            let phone = person.sharesPhone ? phoneBefore ?? person.phone : person.phone
            phoneBefore = person.phone
            let story = DemoStory(row: row, start: start, days: days)
            customers.append(
                DemoCustomer(
                    reference: person.reference,
                    customer: CustomerFact(
                        reference: person.reference,
                        name: person.name,
                        language: "zh-Hans",
                        zone: person.zone,
                        addresses: person.addresses(phone: phone)
                    ),
                    debt: story.debt
                )
            )
            events += story.events()
        }
        self.start = start
        self.days = days
        self.customers = customers
        // Ties keep the data set's order: the place in the list is the second key.
        self.events = events.enumerated()
            .sorted { ($0.element.at, $0.offset) < ($1.element.at, $1.offset) }
            .map(\.element)
    }

    /// From the file itself.
    package init(
        file path: String,
        start: CivilDate = startDefault,
        days: Int = daysDefault,
        count: Int = countDefault
    ) throws(DemoError) {
        let csv: String
        do {
            csv = try String(contentsOfFile: path, encoding: .utf8)
        } catch {
            throw .unreadable(path: path, reason: error.localizedDescription)
        }
        try self.init(csv: csv, start: start, days: days, count: count)
    }

    /// Midnight before the first day, in Shanghai: the as-of of the customers' facts.
    package var beginsAt: Instant { DemoStory.instant(start) }

    /// Midnight after the last day, in Shanghai.
    package var endsAt: Instant { DemoStory.instant(start + days) }

    /// All that an import would bring at the start, in order.
    package var initialFacts: [Fact] { customers.flatMap(\.facts) }
}
