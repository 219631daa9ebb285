/// Writes the small binary forms that the store keeps: bytes, variable-length numbers, texts.
///
/// Numbers are little-endian base 128 (LEB128); signed ones are folded first, so that small
/// negative numbers stay short.
package struct ByteWriter: Sendable {
    package private(set) var bytes: [UInt8]

    package init(capacity: Int = 256) {
        bytes = []
        bytes.reserveCapacity(capacity)
    }

    package mutating func byte(_ value: UInt8) {
        bytes.append(value)
    }

    package mutating func unsigned(_ value: UInt64) {
        var left = value
        // Most numbers are small.
        while left >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: left) | 0x80)
            left >>= 7
        }
        bytes.append(UInt8(truncatingIfNeeded: left))
    }

    package mutating func signed(_ value: Int64) {
        unsigned(UInt64(bitPattern: (value << 1) ^ (value >> 63)))
    }

    package mutating func count(_ value: Int) {
        unsigned(UInt64(value))
    }

    package mutating func text(_ value: String) {
        let units = value.utf8
        count(units.count)
        bytes.append(contentsOf: units)
    }

    package mutating func blob(_ value: [UInt8]) {
        count(value.count)
        bytes.append(contentsOf: value)
    }

    /// Bytes as they are, without their count.
    package mutating func raw(_ value: [UInt8]) {
        bytes.append(contentsOf: value)
    }

    package mutating func flag(_ value: Bool) {
        bytes.append(value ? 1 : 0)
    }
}
