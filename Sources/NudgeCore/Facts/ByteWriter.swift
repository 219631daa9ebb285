/// Writes the small binary forms that the store keeps: bytes, variable-length numbers, texts.
///
/// Numbers are little-endian base 128 (LEB128); signed ones are folded first, so that small
/// negative numbers stay short.
package struct ByteWriter: ~Copyable {
    /// Memory of its own: an array would be asked for its owner and its room at every byte.
    private var start: UnsafeMutablePointer<UInt8>
    private var capacity: Int
    private var length = 0

    /// The longest number takes so many bytes.
    private static let numberMax = 10

    package init(capacity: Int = 256) {
        self.capacity = max(capacity, ByteWriter.numberMax)
        start = .allocate(capacity: self.capacity)
    }

    deinit {
        start.deallocate()
    }

    /// What was written so far.
    package var bytes: [UInt8] {
        Array(UnsafeBufferPointer(start: start, count: length))
    }

    /// Makes room for so many bytes.
    @inline(__always)
    private mutating func reserve(_ count: Int) {
        if capacity &- length < count { grow(count) }
    }

    private mutating func grow(_ count: Int) {
        let next = max(capacity * 2, length + count)
        let moved = UnsafeMutablePointer<UInt8>.allocate(capacity: next)
        moved.update(from: start, count: length)
        start.deallocate()
        start = moved
        capacity = next
    }

    @inline(__always)
    package mutating func byte(_ value: UInt8) {
        reserve(1)
        start[length] = value
        length &+= 1
    }

    @inline(__always)
    package mutating func unsigned(_ value: UInt64) {
        reserve(ByteWriter.numberMax)
        var left = value
        // Most numbers are small.
        while left >= 0x80 {
            start[length] = UInt8(truncatingIfNeeded: left) | 0x80
            length &+= 1
            left >>= 7
        }
        start[length] = UInt8(truncatingIfNeeded: left)
        length &+= 1
    }

    @inline(__always)
    package mutating func signed(_ value: Int64) {
        unsigned(UInt64(bitPattern: (value << 1) ^ (value >> 63)))
    }

    package mutating func count(_ value: Int) {
        unsigned(UInt64(value))
    }

    package mutating func text(_ value: String) {
        var value = value
        value.withUTF8 { units in
            count(units.count)
            raw(UnsafeRawBufferPointer(units))
        }
    }

    package mutating func blob(_ value: [UInt8]) {
        count(value.count)
        raw(value)
    }

    /// Bytes as they are, without their count.
    package mutating func raw(_ value: [UInt8]) {
        value.withUnsafeBytes { raw($0) }
    }

    package mutating func raw(_ value: UnsafeRawBufferPointer) {
        guard let from = value.baseAddress else { return }
        reserve(value.count)
        UnsafeMutableRawPointer(start + length).copyMemory(from: from, byteCount: value.count)
        length &+= value.count
    }

    package mutating func flag(_ value: Bool) {
        byte(value ? 1 : 0)
    }
}
