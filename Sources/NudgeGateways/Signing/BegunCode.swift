internal import Crypto

/// HMAC-SHA256 under one key (RFC 2104), its two hashes begun once and copied for each use.
///
/// The library's `HMAC` does the same, but takes its bytes through generic layers that cost more than
/// the arithmetic of a short message.
struct BegunCode: Sendable {
    private let inner: SHA256
    private let outer: SHA256

    /// `key`: At most a block of SHA-256, 64 bytes.
    init(key: [UInt8]) {
        precondition(key.count <= SHA256.blockByteCount, "a key longer than a block")
        let block = key + [UInt8](repeating: 0, count: SHA256.blockByteCount - key.count)
        inner = BegunCode.hash(begunWith: block.map { $0 ^ 0x36 })
        outer = BegunCode.hash(begunWith: block.map { $0 ^ 0x5C })
    }

    /// The code of two parts, one behind the other.
    ///
    /// Digests compare in constant time.
    func digest(of head: [UInt8], _ body: [UInt8]) -> SHA256.Digest {
        var hash = inner
        head.withUnsafeBytes { hash.update(bufferPointer: $0) }
        body.withUnsafeBytes { hash.update(bufferPointer: $0) }
        var last = outer
        hash.finalize().withUnsafeBytes { last.update(bufferPointer: $0) }
        return last.finalize()
    }

    private static func hash(begunWith block: [UInt8]) -> SHA256 {
        var hash = SHA256()
        block.withUnsafeBytes { hash.update(bufferPointer: $0) }
        return hash
    }
}
