/// A set of scalars or pairs of them by their low bits: what it does not hold is surely not there.
struct ScalarBits: Sendable {
    private var words = [UInt64](repeating: 0, count: 64)

    /// One key for two scalars in this order.
    @inline(__always)
    static func pair(_ first: UInt32, _ second: UInt32) -> UInt32 {
        // Odd, so that no bit of the first is lost.
        first &* 0x9E5 ^ second
    }

    mutating func insert(_ key: UInt32) {
        let low = Int(key & 0xFFF)
        words[low >> 6] |= 1 << UInt64(low & 63)
    }

    @inline(__always)
    func mayContain(_ key: UInt32) -> Bool {
        let low = Int(key & 0xFFF)
        return words[low >> 6] & 1 << UInt64(low & 63) != 0
    }
}
