import NudgeCore

/// Seals who customers are, and links them to the contact points that they share with others.
struct PersonLinker {
    let workspace: Workspace
    let vault: Vault
    private let session: Session
    private var nextPointID: Int64

    /// A number that more people have than this is nobody's: bounds the work for one of them.
    static let sharersMax: Int64 = 1000

    init(_ workspace: Workspace, vault: Vault) throws {
        self.workspace = workspace
        self.vault = vault
        session = workspace.session
        nextPointID = (try session[.lastPointID].first { $0.int(at: 0) } ?? 0) + 1
    }

    /// What sealing makes, off the database's path.
    private struct Sealed: Sendable {
        var hashes: [[UInt8]]
        var box: [UInt8]
        var print: [UInt8]
    }

    /// Seals and links everybody who was told anew.
    mutating func linkAll() throws {
        let pending = workspace.untold
        guard !pending.isEmpty else { return }
        let vault = vault
        let jobs = pending.compactMap { entry in
            entry.content.map { ($0, entry.person?.wrappedKey, entry.print) }
        }
        let sealed = try parallelMap(jobs) { content, wrapped, print throws(StoreError) in
            Sealed(
                hashes: content.addresses.map(vault.lookupHash),
                box: try vault.box(content, replacing: wrapped),
                print: print
            )
        }
        for (entry, sealed) in zip(pending, sealed) { try link(entry.facts.id.value, sealed) }
    }

    private mutating func link(_ id: Int64, _ sealed: Sealed) throws {
        guard let entry = workspace[id], let content = entry.content else { return }
        var points: [ContactPoint] = []
        for (address, hash) in zip(content.addresses, sealed.hashes) {
            points.append(try point(address.kind, hash, of: id, known: entry.facts.points))
        }
        let kept = Set(points.map(\.id))
        for point in entry.facts.points where !kept.contains(point.id) {
            try unlink(point.id, from: id)
        }
        let stored = PersonContent.stored(points: points.map(\.id))
        let person = SealedPerson(wrappedKey: sealed.box, sealed: stored)
        try session[.savePerson]
            .int(id).blob(person.wrappedKey).blob(person.sealed).blob(sealed.print).run()
        workspace.update(id) { entry in
            entry.content = nil
            entry.person = person
        }
        try workspace.change(id) { $0.link(points: points) }
    }

    /// The contact point of an address, made if nobody had it, and owned by the customer.
    private mutating func point(
        _ kind: AddressKind,
        _ hash: [UInt8],
        of customer: Int64,
        known: [ContactPoint]
    ) throws -> ContactPoint {
        let found = try session[.pointByHash].blob(hash).first {
            ContactPoint(
                id: PointID($0.int(at: 0)),
                kind: kind,
                health: ContactPoint.Health(stored: $0.int(at: 1)),
                refused: ClassChannelSet(rawValue: UInt16(truncatingIfNeeded: $0.int(at: 2)))
            )
        }
        guard var point = found else {
            let id = nextPointID
            nextPointID += 1
            try session[.insertPoint]
                .int(id).int(Int64(kind.rawValue)).blob(hash).int(0).int(0).run()
            try session[.insertOwner].int(id).int(customer).run()
            return ContactPoint(id: PointID(id), kind: kind)
        }
        if let mine = known.first(where: { $0.id == point.id }) { return mine }
        try session[.insertOwner].int(point.id.value).int(customer).run()
        // Of three or more, all but the newcomer know already that they share it.
        let others = try owners(of: point.id, limit: 3).filter { $0 != customer }
        point.isShared = !others.isEmpty
        if others.count == 1, let other = others.first { try share(point.id, other, true) }
        return point
    }

    private func unlink(_ point: PointID, from customer: Int64) throws {
        try session[.deleteOwner].int(point.value).int(customer).run()
        let left = try owners(of: point, limit: 2)
        if left.count == 1, let last = left.first { try share(point, last, false) }
    }

    private func share(_ id: PointID, _ owner: Int64, _ isShared: Bool) throws {
        try workspace.change(owner) { facts in
            guard var point = facts.points.first(where: { $0.id == id }) else {
                return .unchanged
            }
            point.isShared = isShared
            return facts.update(point: point)
        }
    }

    private func owners(of point: PointID, limit: Int64) throws -> [Int64] {
        try session[.owners].int(point.value).int(limit).all { $0.int(at: 0) }
    }
}

extension ContactPoint.Health {
    init(stored value: Int64) {
        self = UInt8(exactly: value).flatMap(ContactPoint.Health.init(rawValue:)) ?? .good
    }
}
