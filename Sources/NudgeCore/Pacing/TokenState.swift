/// When a gateway's access token is fetched: one flight at a time, ahead of its end, and once for a
/// refusal.
///
///                 begin            fetched
///     needed ───────────▶ fetching ─────────▶ held ──refreshAt, begin──▶ fetching (held is used on)
///       ▲                    │ failed           │
///       │                    ▼                  │ refused: dropped
///       └──retryAt────── backing off            ▼
///                                    needed, not before `forcedEvery` after the last refusal
///
/// The token itself is kept by whoever keeps this: the state only counts them.
package struct TokenState: Hashable, Sendable {
    /// Counts the tokens that were fetched; a refusal names the one that it is about.
    package private(set) var generation = 0
    /// When the token that is held ends; `nil`: none is held.
    package private(set) var until: Instant?
    package private(set) var isFetching = false
    /// Failures in a row; sets the wait before the next try.
    package private(set) var failures = 0
    /// Tokens refused in a row, with no request taken between.
    package private(set) var refusals = 0
    private var refreshAt = Instant.distantPast
    private var notBefore = Instant.distantPast
    private let ahead: Milliseconds

    /// A refusal may fetch a new token no more often than this: vendors punish who does.
    package static let forcedEvery = Milliseconds.minutes(1)
    /// Tokens refused in a row that are taken for a wrong key: a person must look.
    package static let refusalsMax = 3
    /// The base of the shortest and of the longest wait; half as much again is drawn on top.
    private static let waitMin = Milliseconds.seconds(1)
    private static let waitMax = Milliseconds.seconds(40)
    /// What a vendor may say of a token's life.
    package static let lifetimeRange: ClosedRange<Milliseconds> = .seconds(10) ... .days(30)

    /// `ahead`: how long before its end a token is fetched anew; at most a quarter of its life is
    /// taken.
    package init(ahead: Milliseconds) {
        precondition(ahead >= .zero)
        self.ahead = ahead
    }

    /// Whether a token is held that may still be used.
    package func isHeld(at now: Instant) -> Bool {
        until.map { now < $0 } ?? false
    }

    /// Whether a token should be fetched now; if so, it counts as under way.
    package mutating func begin(at now: Instant) -> Bool {
        guard isDue(at: now) else { return false }
        isFetching = true
        return true
    }

    /// When to ask again; `nil`: an answer is awaited.
    package var nextDue: Instant? {
        isFetching ? nil : max(refreshAt, notBefore)
    }

    /// A token came, good for so long from `now`.
    package mutating func fetched(lifetime: Milliseconds, at now: Instant) {
        precondition(isFetching, "a token that nobody fetched")
        let range = TokenState.lifetimeRange
        let life = min(max(lifetime, range.lowerBound), range.upperBound)
        isFetching = false
        failures = 0
        generation += 1
        until = now + life
        let early = min(ahead, Milliseconds(life.count / 4))
        refreshAt = now + life - early
    }

    /// None came; what is held is used on until its end.
    package mutating func failed(at now: Instant, using chance: inout some RandomNumberGenerator) {
        precondition(isFetching, "a failure of nothing")
        isFetching = false
        let base = min(TokenState.waitMin * (1 << min(failures, 6)), TokenState.waitMax)
        failures += 1
        let wait = base + Milliseconds(Int64.random(in: 0...base.count / 2, using: &chance))
        notBefore = max(notBefore, now + wait)
    }

    /// The fetch did not leave, through no fault of the vendor: it may begin again at once.
    package mutating func recalled() {
        precondition(isFetching, "a recall of nothing")
        isFetching = false
    }

    /// A request that carried the token of `generation` was refused for it.
    ///
    /// The first refusal of a token drops it; those of requests that left with it too say nothing
    /// new.
    ///
    /// - Returns: Whether so many were refused in a row that fetching another is no use.
    package mutating func refused(generation refused: Int, at now: Instant) -> Bool {
        guard refused == generation, until != nil else { return false }
        until = nil
        refreshAt = .distantPast
        refusals += 1
        // The first refusal is answered at once; further ones wait.
        if refusals > 1 { notBefore = max(notBefore, now + TokenState.forcedEvery) }
        return refusals >= TokenState.refusalsMax
    }

    /// A request with the token of this generation was taken: the token is good.
    package mutating func taken(generation good: Int) {
        if good == generation { refusals = 0 }
    }

    /// A person says that what was wrong is mended: a new token is fetched at once.
    package mutating func resume() {
        until = nil
        refusals = 0
        failures = 0
        refreshAt = .distantPast
        notBefore = .distantPast
    }

    private func isDue(at now: Instant) -> Bool {
        !isFetching && now >= refreshAt && now >= notBefore
    }
}
