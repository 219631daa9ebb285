import NudgeCore

/// Records what was complained about, and stops a template or tier that draws too many complaints.
struct ComplaintWriter {
    let session: Session
    let now: Instant
    let limit: ComplaintLimit?

    private static let actor = "complaints"
    /// Gateways tell a reply's instant by whole seconds, on clocks of their own.
    private static let clockSlack = Milliseconds.minutes(1)

    /// The last contact to an address before a reply, of all who have it; `nil`: there was none.
    ///
    /// One that reached nobody, or that the system before made, is not what the complaint is about.
    func origin(
        _ histories: [[PastContact]],
        _ point: PointID,
        _ at: Instant
    ) throws -> ContactOrigin? {
        var last: ContactOrigin?
        for history in histories {
            for contact in history.reversed()
            where contact.point == point && !contact.isImported
                && contact.at <= at + ComplaintWriter.clockSlack
            {
                if let last, last.at >= contact.at { break }
                guard let origin = try ContactOrigin.find(contact.id, session),
                    origin.state.countsAgainstCaps
                else { continue }
                last = origin
                break
            }
        }
        return last
    }

    /// Records a complaint about a contact; gives the stops that it led to.
    ///
    /// A contact that was complained about before counts once.
    func write(_ origin: ContactOrigin, at: Instant) throws -> [StopRecord] {
        let rows = try session[.insertComplaint]
            .int(origin.contact.value).int(origin.at.milliseconds).int(at.milliseconds)
            .text(origin.tier).text(origin.template).run()
        guard rows == 1, let limit else { return [] }
        let kept = now - ComplaintLimit.withinMax - .hours(1)
        try session[.pruneContactCounts].int(ContactCounter.hour(of: kept)).run()
        let counts = ComplaintCounts(session: session)
        return try origin.scopes.compactMap { scope in
            let count = try counts.count(scope, from: now - limit.within)
            guard limit.isExceeded(complaints: count.complaints, of: count.contacts) else {
                return nil
            }
            return try stop(count, limit)
        }
    }

    private func stop(_ count: ComplaintCount, _ limit: ComplaintLimit) throws -> StopRecord? {
        guard try !session.stops().contains(where: { $0.stop == count.stop }) else { return nil }
        let record = StopRecord(
            stop: count.stop,
            at: now,
            actor: ComplaintWriter.actor,
            why: "\(count.complaints) of \(count.contacts) contacts within \(limit.within) "
                + "complained about, above \(limit.rate)"
        )
        try session.place(record)
        return record
    }
}
