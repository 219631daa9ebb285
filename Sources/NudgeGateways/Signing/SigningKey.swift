internal import Crypto
internal import NudgeCore
internal import Synchronization

/// An HMAC key, begun once and copied for each use: half of the arithmetic is the key's.
struct SigningKey<Hash: HashFunction>: Sendable {
    private let begun: HMAC<Hash>

    init(_ bytes: some Sequence<UInt8>) {
        begun = HMAC(key: SymmetricKey(data: Array(bytes)))
    }

    func code(_ bytes: [UInt8]) -> HashedAuthenticationCode<Hash> {
        var code = begun
        code.update(data: bytes)
        return code.finalize()
    }
}

/// A key that is derived anew for each day, as TC3 and AWS4 have it; the last one is kept.
final class DayKey: Sendable {
    private let secret: [UInt8]
    private let chain: [[UInt8]]
    private let dashed: Bool
    private let held: Mutex<(day: Int32, key: SigningKey<SHA256>)?>

    /// - Parameters:
    ///   - secret: With its prefix.
    ///   - dashed: How the date is written.
    ///   - chain: What is signed after the date, in order.
    init(secret: [UInt8], dashed: Bool, chain: [String]) {
        self.secret = secret
        self.dashed = dashed
        self.chain = chain.map { Array($0.utf8) }
        held = Mutex(nil)
    }

    /// The key of the UTC day of `now`.
    func key(at now: Instant) -> SigningKey<SHA256> {
        let day = SigningTime.dayNumber(now)
        return held.withLock { held in
            if let held, held.day == day { return held.key }
            let key = derived(now)
            held = (day, key)
            return key
        }
    }

    private func derived(_ now: Instant) -> SigningKey<SHA256> {
        var key = SigningKey<SHA256>(secret)
        for part in [SigningTime.day(now, dashed: dashed)] + chain {
            key = SigningKey(Array(key.code(part)))
        }
        return key
    }
}
