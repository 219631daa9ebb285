package import NudgeCore
package import NudgeStore

/// Sets what another system sent on a day beside what this store's contacts of the day are.
package struct ShadowComparison {
    let installation: Installation
    let from: Instant
    let to: Instant

    /// Contacts read from the store at once.
    private static let pageSize = 5000

    /// Compares a day of the first rulebook's zone.
    package init(installation: Installation, day: CivilDate) {
        self.installation = installation
        let zone = installation.rules.ruleset.defaultZone
        from = zone.startOfDay(day)
        to = zone.startOfDay(day + 1)
    }

    /// One contact of ours, of theirs, or of both.
    package struct Row: Hashable, Sendable {
        package var customer: String
        package var channel: Channel
        /// Ours, or for theirs alone the tier that its debt is in; empty when there is none.
        package var tier: String
        package var ours: Instant?
        package var theirs: Instant?
        package var ourTemplate = ""
        package var theirTemplate = ""
        /// For theirs alone: why we would not have sent at that instant; the name of a `Reason`.
        package var reason = ""
        package var detail = ""
        /// The window of ours that was closed when they sent, with its rulebook; empty: none was.
        package var outside = ""
        /// For theirs alone: what the reason was found by.
        package var ground: Ground?

        package enum Side: String, CaseIterable, Sendable {
            case both
            case onlyOurs = "only-ours"
            case onlyTheirs = "only-theirs"
        }

        /// What a reason is worth.
        package enum Ground: String, CaseIterable, Sendable {
            /// The verdicts that were recorded with our own contact of that day.
            case recorded
            /// A decision on the facts as they stood: of his debts, holds, payments and consents nothing
            /// was told since that cannot be taken away again.
            case then
            /// A decision on the facts as they stand now: what they were that day is not kept.
            case now
        }

        package var side: Side {
            ours == nil ? .onlyTheirs : theirs == nil ? .onlyOurs : .both
        }
    }

    private struct Key: Hashable {
        var customer: String
        var channel: Channel
    }

    /// The rows in the order of customers, channels and instants; `sent` of other days is left out.
    package func rows(_ sent: [ContactFact]) throws(StoreError) -> [Row] {
        var theirs = Dictionary(
            grouping: sent.filter { from <= $0.at && $0.at < to }.sorted { $0.at < $1.at },
            by: { Key(customer: $0.customer, channel: $0.channel) }
        )
        var rows: [Row] = []
        for contact in try made() {
            var row = Row(
                customer: contact.customer,
                channel: contact.channel,
                tier: contact.tier,
                ours: contact.at,
                ourTemplate: contact.template
            )
            let key = Key(customer: contact.customer, channel: contact.channel)
            if var left = theirs[key], !left.isEmpty {
                let match = left.removeFirst()
                theirs[key] = left
                row.theirs = match.at
                row.theirTemplate = match.template
                if let customer = try installation.store.customer(reference: row.customer) {
                    row.outside = outside(match, customer.facts.rewound(to: match.at).facts)
                }
            }
            rows.append(row)
        }
        for fact in theirs.values.joined() { rows.append(try onlyTheirs(fact)) }
        return rows.sorted {
            ($0.customer, $0.channel.rawValue, $0.ours ?? $0.theirs ?? from)
                < ($1.customer, $1.channel.rawValue, $1.ours ?? $1.theirs ?? from)
        }
    }

    /// Our contacts of the day that left, or would have.
    private func made() throws(StoreError) -> [ContactMade] {
        var contacts: [ContactMade] = []
        var after: ContactID?
        while true {
            let page = try installation.store.contactsMade(
                from: from,
                to: to,
                after: after,
                limit: ShadowComparison.pageSize
            )
            contacts += page.filter(\.state.countsAgainstCaps)
            guard page.count == ShadowComparison.pageSize else { return contacts }
            after = page.last?.id
        }
    }
}
