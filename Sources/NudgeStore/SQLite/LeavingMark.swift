import NudgeCore

/// The id below which no contact is leaving: where a restart begins to look for those that are.
///
/// Nothing becomes leaving twice, so the mark rises. It is looked for again every so many contacts, in
/// rows that were written a moment ago; an index of what is leaving would be written twice for each.
struct LeavingMark {
    let session: Session

    /// What a restart reads at most beside those that are under way: some milliseconds.
    private static let stride: Int64 = 20_000

    func value() throws -> Int64 {
        if let known = session.leavingMark { return known }
        let stored = try session.meta(.leavingFrom) ?? 0
        session.leavingMark = stored
        return stored
    }

    private func set(_ value: Int64) throws {
        try session.setMeta(.leavingFrom, value)
        session.leavingMark = value
    }

    /// A contact was written that is leaving; ids come in order, and this holds if they do not.
    func include(_ id: ContactID) throws {
        if id.value < (try value()) { try set(id.value) }
    }

    /// Looks again when the contacts just committed have left the mark far behind; `committed` is in
    /// step with `commits`.
    func advance(_ commits: [DecisionCommit], _ committed: [Bool]) throws {
        let newest = zip(commits, committed).lazy.compactMap { commit, isCommitted in
            isCommitted ? commit.intent?.contact.id.value : nil
        }.max()
        guard let newest else { return }
        let mark = try value()
        guard newest - mark >= LeavingMark.stride else { return }
        let first = try session[.firstLeaving].int(mark).int(newest).first { $0.int(at: 0) }
        try set(first ?? newest)
    }
}
