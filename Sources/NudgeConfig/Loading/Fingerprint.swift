/// A hash over all texts that were loaded, the same on every machine and in every run.
///
/// It tells whether two loadings saw the same configuration; it guards against change, not against
/// an adversary. FNV-1a, 64 bits: <http://www.isthe.com/chongo/tech/comp/fnv/>.
package struct Fingerprint: Hashable, Sendable, CustomStringConvertible {
    package private(set) var value: UInt64 = 0xCBF2_9CE4_8422_2325

    package init() {}

    /// Adds a file; the lengths keep names and contents apart.
    package mutating func add(name: String, text: String) {
        for part in [name, text] {
            withUnsafeBytes(of: UInt64(part.utf8.count).littleEndian) { $0.forEach { add($0) } }
            for byte in part.utf8 { add(byte) }
        }
    }

    /// Adds bytes that are no text.
    package mutating func add(bytes: [UInt8]) {
        for byte in bytes { add(byte) }
    }

    private mutating func add(_ byte: UInt8) {
        value = (value ^ UInt64(byte)) &* 0x0000_0100_0000_01B3
    }

    /// Sixteen hexadecimal digits.
    package var description: String {
        let digits = String(value, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}
