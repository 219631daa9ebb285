/// Lets so many tokens through per second, and no more than a burst at once.
///
/// A message costs as many tokens as it has segments: all of them at once, or none. Kept in
/// millionths of a token, so that slow rates lose nothing to rounding.
package struct TokenBucket: Hashable, Sendable {
    /// Millionths of a token per millisecond.
    private let refill: Int64
    private let capacity: Int64
    /// Negative after a message larger than the burst.
    private var level: Int64
    private var updatedAt: Instant

    private static let token: Int64 = 1_000_000
    /// Bounds a rate, and with it all arithmetic, far above what a gateway takes.
    package static let ratePerSecondMax = 1_000_000.0
    package static let burstMax = 1_000_000

    /// A full bucket.
    ///
    /// `ratePerSecond` is at least 0.001, `burst` at least 1.
    package init(ratePerSecond: Double, burst: Int, now: Instant) {
        precondition(ratePerSecond >= 0.001 && ratePerSecond <= TokenBucket.ratePerSecondMax)
        precondition(burst >= 1 && burst <= TokenBucket.burstMax)
        refill = Int64((ratePerSecond * 1000).rounded())
        capacity = Int64(burst) * TokenBucket.token
        level = capacity
        updatedAt = now
    }

    /// A bucket with what was left in it at `level(at:)`; it has filled since `at`.
    package init(ratePerSecond: Double, burst: Int, level: Int64, at instant: Instant) {
        self.init(ratePerSecond: ratePerSecond, burst: burst, now: instant)
        self.level = min(capacity, max(level, -capacity))
    }

    /// Millionths of a token.
    package func level(at now: Instant) -> Int64 {
        var copy = self
        copy.update(now)
        return copy.level
    }

    /// Whole tokens that are there; negative while a large message is being paid off.
    package func tokens(at now: Instant) -> Int {
        var copy = self
        copy.update(now)
        return Int(copy.level.floorDivided(by: TokenBucket.token))
    }

    /// Takes `count` tokens, or none.
    ///
    /// A message larger than the burst would never leave: it may when the bucket is full, and
    /// those after it wait until it is paid off.
    package mutating func take(_ count: Int, now: Instant) -> Bool {
        precondition(count >= 1 && count <= TokenBucket.burstMax)
        update(now)
        guard level >= needed(count) else { return false }
        level -= Int64(count) * TokenBucket.token
        return true
    }

    /// Puts back what was taken for a message that did not leave.
    package mutating func giveBack(_ count: Int) {
        precondition(count >= 1 && count <= TokenBucket.burstMax)
        level = min(capacity, level + Int64(count) * TokenBucket.token)
    }

    /// The first instant at which `take(count)` will succeed, if nobody takes before.
    package func opening(for count: Int, now: Instant) -> Instant {
        var copy = self
        copy.update(now)
        let missing = copy.needed(count) - copy.level
        guard missing > 0 else { return now }
        return now + Milliseconds((missing + refill - 1) / refill)
    }

    private func needed(_ count: Int) -> Int64 {
        min(Int64(count) * TokenBucket.token, capacity)
    }

    /// A clock stepped back gives no tokens, and goes on from there; one stepped forward fills the
    /// bucket, no more.
    private mutating func update(_ now: Instant) {
        let missing = capacity - level
        let elapsed = max(0, (now - updatedAt).count)
        updatedAt = now
        guard missing > 0 else { return }
        let enough = (missing + refill - 1) / refill
        level = elapsed >= enough ? capacity : level + elapsed * refill
    }
}

extension Int64 {
    fileprivate func floorDivided(by divisor: Int64) -> Int64 {
        (self - floorMod(divisor)) / divisor
    }
}
