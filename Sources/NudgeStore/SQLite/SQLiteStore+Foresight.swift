package import NudgeCore

extension SQLiteStore: ForesightStore {
    package func zone(_ name: String) -> ZoneRules { zones.zone(name) }

    package func lastCustomer() throws(StoreError) -> CustomerID? {
        let last = try read { try $0[.lastCustomerID].first { $0.int(at: 0) } ?? 0 }
        return last > 0 ? CustomerID(last) : nil
    }

    package func facts(in numbers: Range<Int64>) throws(StoreError) -> [CustomerFacts] {
        try read { session in
            var customers = try session[.factsBetween]
                .int(numbers.lowerBound).int(numbers.upperBound).all(CustomerFacts.init)
            for index in customers.indices { try session.refresh(&customers[index]) }
            return customers
        }
    }

    package func facts(of customers: [CustomerID]) throws(StoreError) -> [CustomerFacts] {
        try read { session in
            try customers.compactMap { id in
                let query = try session[.factsBetween].int(id.value).int(id.value + 1)
                guard var facts = try query.first(CustomerFacts.init) else { return nil }
                try session.refresh(&facts)
                return facts
            }
        }
    }

    package func customer(_ id: CustomerID) throws(StoreError) -> ClaimedCustomer? {
        try read { session in
            let entry = try session[.customerByID].int(id.value).first(Workspace.entry)
            return try entry.map(ClaimReader(session, now: .distantPast).unclaimed)
        }
    }

    package func sharers(
        of customer: CustomerFacts,
        limit: Int
    ) throws(StoreError) -> [CustomerID]? {
        try read { session -> [CustomerID]? in
            var found: Set<Int64> = [customer.id.value]
            var asked: Set<PointID> = []
            var open = [customer]
            while let next = open.popLast() {
                for point in next.points where point.isShared && asked.insert(point.id).inserted {
                    let owners = try session[.owners]
                        .int(point.id.value).int(Int64(limit) + 1).all { $0.int(at: 0) }
                    for owner in owners where found.insert(owner).inserted {
                        guard found.count <= limit else { return nil }
                        let query = try session[.factsBetween].int(owner).int(owner + 1)
                        if let facts = try query.first(CustomerFacts.init) { open.append(facts) }
                    }
                }
            }
            return found.sorted().map { CustomerID($0) }
        }
    }

    package func contacts(
        from: Instant,
        to: Instant,
        after: ContactID?,
        limit: Int
    ) throws(StoreError) -> [ContactRecord] {
        try read { session in
            guard let first = try session.firstContact(from: from) else { return [] }
            return try session[.contactsBetween]
                .int(max(first, (after?.value ?? 0) + 1))
                .int(from.milliseconds).int(to.milliseconds).int(Int64(limit))
                .all(ContactRecord.init).compactMap { $0 }
        }
    }
}

extension Session {
    /// Whatever is unsettled is asked for, however old: this is for people to read.
    fileprivate func refresh(_ facts: inout CustomerFacts) throws {
        try Workspace.refresh(&facts, now: Instant.distantPast.milliseconds, self)
    }
}

extension CustomerFacts {
    /// Reads a row of `factsBetween`.
    fileprivate init(_ query: Query) throws {
        self = try query.facts(
            at: 2,
            id: CustomerID(query.int(at: 0)),
            revision: query.int(at: 1)
        )
    }
}
