internal import NudgeCore
internal import NudgeStore

/// All customers of a store in groups that are to be forecast together: whoever shares a contact
/// point with another is in one group with him, everybody else is alone.
///
/// They are read in slices, by whichever core is free, and never held all at once.
struct CustomerGroups: Sendable {
    let store: any ForesightStore

    /// Customers read at once by one core: some 2 MB of facts.
    static let sliceSize = 1000
    /// People linked through shared points, one to the next; beyond it they are no family, and each is
    /// forecast alone, after what was sent to the others so far.
    static let membersMax = 1000

    /// What `body` makes of each slice; the order is the same in every run.
    func map<Value: Sendable>(
        _ body: @Sendable ([[ForecastMember]]) throws(StoreError) -> Value
    ) throws(StoreError) -> [Value] {
        guard let last = try store.lastCustomer() else { return [] }
        let slices = (Int(last.value) + CustomerGroups.sliceSize - 1) / CustomerGroups.sliceSize
        let alone = try AllCores.map(slices) { slice throws(StoreError) in
            let (groups, links) = try self.slice(slice)
            return (value: try body(groups), links: links)
        }
        let batches = batches(SharedPoints.groups(alone.flatMap(\.links)))
        let together = try AllCores.map(batches.count) { batch throws(StoreError) in
            var groups: [[ForecastMember]] = []
            for ids in batches[batch] { groups += try load(ids) }
            return try body(groups)
        }
        return alone.map(\.value) + together
    }

    /// The group of one customer.
    func group(of customer: ClaimedCustomer) throws(StoreError) -> [ForecastMember] {
        let alone = ForecastMember(facts: customer.facts, outside: customer.sharedHistory)
        guard customer.facts.points.contains(where: \.isShared) else { return [alone] }
        let ids = try store.sharers(of: customer.facts, limit: CustomerGroups.membersMax)
        guard let ids else { return [alone] }
        return try store.facts(of: ids).map { ForecastMember(facts: $0) }
    }

    private func slice(
        _ slice: Int
    ) throws(StoreError) -> ([[ForecastMember]], [SharedPoints.Link]) {
        let first = Int64(slice * CustomerGroups.sliceSize) + 1
        var groups: [[ForecastMember]] = []
        groups.reserveCapacity(CustomerGroups.sliceSize)
        var links: [SharedPoints.Link] = []
        for facts in try store.facts(in: first..<first + Int64(CustomerGroups.sliceSize)) {
            let shared = facts.points.filter(\.isShared).map(\.id)
            if shared.isEmpty {
                groups.append([ForecastMember(facts: facts)])
            } else {
                links.append(SharedPoints.Link(customer: facts.id, points: shared))
            }
        }
        return (groups, links)
    }

    private func load(_ ids: [CustomerID]) throws(StoreError) -> [[ForecastMember]] {
        // Alone in his group: one of too many.
        if ids.count == 1 {
            guard let customer = try store.customer(ids[0]) else { return [] }
            return [[ForecastMember(facts: customer.facts, outside: customer.sharedHistory)]]
        }
        return [try store.facts(of: ids).map { ForecastMember(facts: $0) }]
    }

    private func pieces(_ group: [CustomerID]) -> [[CustomerID]] {
        group.count > CustomerGroups.membersMax ? group.map { [$0] } : [group]
    }

    /// Groups put together to jobs of about a slice.
    private func batches(_ groups: [[CustomerID]]) -> [[[CustomerID]]] {
        var batches: [[[CustomerID]]] = []
        var size = CustomerGroups.sliceSize
        for group in groups.flatMap(pieces) {
            if size + group.count > CustomerGroups.sliceSize {
                batches.append([])
                size = 0
            }
            batches[batches.count - 1].append(group)
            size += group.count
        }
        return batches
    }
}

/// Who is linked to whom by contact points that they share.
enum SharedPoints {
    struct Link: Sendable {
        var customer: CustomerID
        var points: [PointID]
    }

    /// The customers, those who are linked in one group; groups by their first member, members by
    /// number.
    static func groups(_ links: [Link]) -> [[CustomerID]] {
        var parents = Array(links.indices)
        func root(_ index: Int) -> Int {
            var index = index
            while parents[index] != index {
                parents[index] = parents[parents[index]]
                index = parents[index]
            }
            return index
        }
        var owners: [PointID: Int] = [:]
        for (index, link) in links.enumerated() {
            for point in link.points {
                guard let owner = owners[point] else {
                    owners[point] = index
                    continue
                }
                // The lower index stays the root, so that groups come in the order of the links.
                let (left, right) = (root(owner), root(index))
                parents[max(left, right)] = min(left, right)
            }
        }
        var groups: [[CustomerID]] = []
        var places: [Int: Int] = [:]
        for index in links.indices {
            let first = root(index)
            if let place = places[first] {
                groups[place].append(links[index].customer)
            } else {
                places[first] = groups.count
                groups.append([links[index].customer])
            }
        }
        return groups
    }
}
