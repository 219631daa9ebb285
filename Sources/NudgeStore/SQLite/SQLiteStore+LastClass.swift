package import NudgeCore

extension SQLiteStore {
    /// How many people at one address are looked at.
    private static let ownersLooked: Int64 = 100

    package func lastClass(
        address: Address,
        channel: Channel
    ) throws(StoreError) -> MessageClass? {
        let hash = vault.lookupHash(address)
        return try read { session in
            let point = try session[.pointByHash].blob(hash).first { PointID($0.int(at: 0)) }
            guard let point else { return nil }
            let owners = try session[.owners].int(point.value).int(SQLiteStore.ownersLooked)
                .all { $0.int(at: 0) }
            var last: PastContact?
            for owner in owners {
                let facts = try session[.customerByID].int(owner)
                    .first { try Workspace.entry($0).facts }
                let contact = facts?.history.last { $0.point == point && $0.channel == channel }
                guard let contact else { continue }
                if last.map({ contact.at > $0.at }) ?? true { last = contact }
            }
            return last?.messageClass
        }
    }
}
