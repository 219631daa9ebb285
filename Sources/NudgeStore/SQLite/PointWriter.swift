import NudgeCore

/// Changes what is known of an address, for everybody who has it.
struct PointWriter {
    let session: Session
    let workspace: Workspace

    init(_ session: Session, _ workspace: Workspace) {
        self.session = session
        self.workspace = workspace
    }

    /// Changes the point's row and every owner's copy; false when nothing is different.
    @discardableResult
    func update(_ id: PointID, _ body: (inout ContactPoint) -> Void) throws -> Bool {
        let known = try session[.pointByID].int(id.value).first { query in
            ContactPoint(
                id: id,
                kind: UInt8(exactly: query.int(at: 0)).flatMap(AddressKind.init(rawValue:))
                    ?? .phone,
                health: ContactPoint.Health(stored: query.int(at: 1)),
                refused: ClassChannelSet(rawValue: UInt16(truncatingIfNeeded: query.int(at: 2)))
            )
        }
        guard let known else { return false }
        var next = known
        body(&next)
        guard next != known else { return false }
        try session[.savePoint]
            .int(Int64(next.health.rawValue)).int(Int64(next.refused.rawValue)).int(id.value)
            .run()
        for owner in try owners(of: id) {
            try workspace.change(owner) { facts in
                guard var mine = facts.points.first(where: { $0.id == id }) else {
                    return .unchanged
                }
                mine.health = next.health
                mine.refused = next.refused
                return facts.update(point: mine)
            }
        }
        return true
    }

    /// In order of their numbers, so that two writers can never wait for each other.
    func owners(of id: PointID) throws -> [Int64] {
        try session[.owners].int(id.value).int(.max).all { $0.int(at: 0) }
    }
}
