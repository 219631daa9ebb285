import NudgeCore

/// Complaints and the contacts that they are measured by.
///
/// Both are of contacts made in the same stretch of time, so that a complaint that comes late is
/// never held against contacts of another week. Contacts are counted by whole hours.
struct ComplaintCounts {
    let session: Session

    /// The counts of a tier or template, of contacts made since an instant.
    func count(_ scope: Stop.Scope, from: Instant) throws -> ComplaintCount {
        let (name, value) = scope.stored
        let restart = try session[.countedFrom].text(name).text(value).first { $0.int(at: 0) }
        let start = max(from, Instant(milliseconds: restart ?? 0))
        let contacts = try session[.contactsCounted]
            .int(ContactCounter.hour(of: start)).text(name).text(value).first { $0.int(at: 0) }
        let query = try session[isTier(scope) ? .complaintsOfTier : .complaintsOfTemplate]
        let complaints = try query.text(value).int(start.milliseconds).first { $0.int(at: 0) }
        return ComplaintCount(
            stop: Stop(scope: scope),
            complaints: Int(complaints ?? 0),
            contacts: Int(contacts ?? 0)
        )
    }

    /// All that was complained about, by name, templates first.
    func all(from: Instant) throws -> [ComplaintCount] {
        let scopes = try session[.complainedOf].all {
            Stop.Scope(stored: $0.text(at: 0), $0.text(at: 1))
        }
        return try scopes.compactMap { $0 }.map { try count($0, from: from) }
            .filter { $0.complaints > 0 }
    }

    /// A stop was lifted: what came before it counts no more.
    func beginAnew(_ scope: Stop.Scope, at now: Instant) throws {
        switch scope {
        case .tier, .template: break
        case .everything, .channel, .gateway, .draining: return
        }
        let (name, value) = scope.stored
        try session[.countFrom].text(name).text(value).int(now.milliseconds).run()
        // The hour has begun before: what it holds already is from before.
        try session[.forgetContactCounts].text(name).text(value).run()
    }

    private func isTier(_ scope: Stop.Scope) -> Bool {
        if case .tier = scope { true } else { false }
    }
}
