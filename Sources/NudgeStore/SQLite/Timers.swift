import NudgeCore

/// The queue of timers and the leases: the only code that writes to either.
///
/// A customer has at most one of the two: a claim turns his timer into a lease, a commit or the
/// lease's end turns it back.
struct Timers {
    let session: Session

    /// The rank at which changed facts are decided; sweeps come behind them.
    static let wakeRank: Int64 = 4
    static let sweepRank: Int64 = 9
    /// A customer claimed so often without a commit is poison.
    static let claimsMax: Int64 = 3

    struct Row {
        var lane: Int64
        var rank: Int64
        var due: Int64
        var customer: Int64
        var claims: Int64

        /// Reads rank, instant, customer and claims.
        init(lane: Int64, _ query: Query) {
            self.lane = lane
            rank = query.int(at: 0)
            due = query.int(at: 1)
            customer = query.int(at: 2)
            claims = query.int(at: 3)
        }

        init(lane: Int64, rank: Int64, due: Int64, customer: Int64, claims: Int64) {
            self.lane = lane
            self.rank = rank
            self.due = due
            self.customer = customer
            self.claims = claims
        }

        func timer(_ session: Session) throws -> CustomerTimer {
            CustomerTimer(
                lane: try session.laneName(lane),
                due: Instant(milliseconds: due),
                priority: UInt8(max(0, min(9, 9 - rank)))
            )
        }
    }

    /// Sets the timer of a customer who has none, and notes with him where it lies.
    func set(_ row: Row) throws {
        try insert(row)
        try session[.moveTimer]
            .int(row.lane).int(row.rank).int(row.due).int(row.customer).run()
    }

    /// Sets the timer of a customer who has none; the caller notes with him where it lies.
    func insert(_ row: Row) throws {
        try session[.insertTimer]
            .int(row.lane).int(row.rank).int(row.due).int(row.customer).int(row.claims).run()
    }

    /// The row of a timer that nobody has claimed since the customer was decided.
    func row(_ timer: CustomerTimer, customer: Int64) throws -> Row {
        Row(
            lane: try session.laneID(timer.lane),
            rank: 9 - Int64(min(timer.priority, 9)),
            due: timer.due.milliseconds,
            customer: customer,
            claims: 0
        )
    }

    /// Sees to it that the customer is decided at `due` at the latest.
    ///
    /// Under a lease the wake waits for its end. A timer that a gateway's lane has not taken yet
    /// although it is due gives way to a wake that is due too: its lane may be stopped.
    func wake(_ customer: Int64, due: Int64, now: Int64, rank: Int64 = wakeRank) throws {
        if try session[.wakeLease].int(due).int(customer).run() > 0 {
            session.claimed.forget(customer)
            return
        }
        let lane = try session.laneID(decideLane)
        let standing = try timer(of: customer)
        if let standing {
            let isSoonEnough = standing.due <= due
            if isSoonEnough && (standing.lane == lane || due > now) { return }
            try remove(standing)
        }
        try set(
            Row(
                lane: lane,
                rank: rank,
                due: due,
                customer: customer,
                claims: standing?.claims ?? 0
            )
        )
    }

    func timer(of customer: Int64) throws -> Row? {
        try session[.timerOf].int(customer).first {
            Row(
                lane: $0.int(at: 0),
                rank: $0.int(at: 1),
                due: $0.int(at: 2),
                customer: customer,
                claims: $0.int(at: 3)
            )
        }
    }

    /// Turns a timer that was removed into a lease.
    func lease(_ row: Row, token: Int64, until: Int64) throws {
        try session[.insertLease]
            .int(row.customer).int(token).int(until).int(row.claims + 1)
            .int(row.lane).int(row.rank).int(row.due).run()
    }

    func remove(_ row: Row) throws {
        try session[.deleteTimer]
            .int(row.lane).int(row.rank).int(row.due).int(row.customer).run()
    }

    /// Removes a rank's timers up to this one, as `dueTimers` gave them.
    func remove(through row: Row) throws {
        try session[.deleteTimersTo].int(row.lane).int(row.rank).int(row.due).int(row.customer)
            .run()
    }

    /// Ends a lease with no timer.
    func release(_ customer: Int64) throws {
        try session[.deleteLease].int(customer).run()
    }

    /// Leases that nobody answered for until `now` become timers again, with their claims counted.
    @discardableResult
    func expireLeases(until now: Int64) throws -> Int {
        let expired = try session[.expiredLeases].int(now).all { query in
            let wake = query.optionalInt(at: 5)
            return Row(
                lane: query.int(at: 2),
                rank: query.int(at: 3),
                due: min(query.int(at: 4), wake ?? .max),
                customer: query.int(at: 0),
                claims: query.int(at: 1)
            )
        }
        for row in expired {
            session.claimed.forget(row.customer)
            try release(row.customer)
            try set(row)
        }
        return expired.count
    }

    /// When somebody next has to be looked at.
    func nextDue(lane name: String) throws -> Int64? {
        guard let lane = try session.knownLaneID(name) else { return nil }
        var next: Int64?
        for rank in Int64(0)...9 {
            let due = try session[.nextDue].int(lane).int(rank).first { $0.int(at: 0) }
            if let due { next = min(next ?? due, due) }
        }
        return next
    }
}
