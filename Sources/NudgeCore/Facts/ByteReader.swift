/// Reads what `ByteWriter` wrote; never traps on bytes that it did not write.
///
/// The first thing that cannot be read sets `isFailed`, and from then on everything reads as
/// empty: a caller asks once, at the end. It borrows the bytes: it must not outlive the call in
/// which they were lent.
package struct ByteReader {
    private let bytes: UnsafeRawBufferPointer
    /// Never beyond `bytes.count`: every reading compares first.
    private var index = 0
    package private(set) var isFailed = false

    package init(_ bytes: UnsafeRawBufferPointer) {
        self.bytes = bytes
    }

    package var left: Int { bytes.count &- index }

    package mutating func fail() {
        isFailed = true
        index = bytes.count
    }

    @inline(__always)
    package mutating func byte() -> UInt8 {
        guard index < bytes.count else {
            fail()
            return 0
        }
        let value = bytes[index]
        index &+= 1
        return value
    }

    @inline(__always)
    package mutating func unsigned() -> UInt64 {
        // Most numbers are small.
        if index < bytes.count {
            let first = bytes[index]
            if first < 0x80 {
                index &+= 1
                return UInt64(first)
            }
        }
        return longUnsigned()
    }

    @inline(__always)
    private mutating func longUnsigned() -> UInt64 {
        var value: UInt64 = 0
        var shift: UInt64 = 0
        while index < bytes.count, shift < 70 {
            let next = bytes[index]
            index &+= 1
            // The tenth byte has room for one bit only.
            if shift == 63 && next > 1 { break }
            value |= UInt64(next & 0x7f) << shift
            if next < 0x80 { return value }
            shift += 7
        }
        fail()
        return 0
    }

    @inline(__always)
    package mutating func signed() -> Int64 {
        let folded = unsigned()
        return Int64(bitPattern: folded >> 1) ^ -Int64(bitPattern: folded & 1)
    }

    /// A count of things that take at least one byte each: never more than there are bytes left.
    @inline(__always)
    package mutating func count() -> Int {
        let value = unsigned()
        guard value <= UInt64(left) else {
            fail()
            return 0
        }
        return Int(value)
    }

    package mutating func text() -> String {
        let length = count()
        guard length > 0 else { return "" }
        return String(decoding: take(length), as: UTF8.self)
    }

    /// Passes over a text.
    package mutating func skipText() {
        _ = take(count())
    }

    package mutating func blob() -> [UInt8] {
        Array(take(count()))
    }

    /// Everything that is left.
    package mutating func rest() -> [UInt8] {
        Array(take(left))
    }

    private mutating func take(_ length: Int) -> UnsafeRawBufferPointer {
        defer { index &+= length }
        return UnsafeRawBufferPointer(rebasing: bytes[index..<index &+ length])
    }

    @inline(__always)
    package mutating func flag() -> Bool {
        let value = byte()
        if value > 1 { fail() }
        return value == 1
    }

    /// A signed number of a narrower type; out of its range is a failure.
    @inline(__always)
    package mutating func narrow<Number: FixedWidthInteger>(_ type: Number.Type) -> Number {
        guard let value = Number(exactly: signed()) else {
            fail()
            return 0
        }
        return value
    }

    /// A case by its raw value; an unknown one is a failure and reads as `fallback`.
    @inline(__always)
    package mutating func choice<Value: RawRepresentable>(_ fallback: Value) -> Value
    where Value.RawValue == UInt8 {
        guard let value = Value(rawValue: byte()) else {
            fail()
            return fallback
        }
        return value
    }
}

extension [UInt8] {
    /// Lends the bytes to a reader.
    package func read<Value>(_ body: (inout ByteReader) -> Value) -> Value {
        withUnsafeBytes { bytes in
            var reader = ByteReader(bytes)
            return body(&reader)
        }
    }
}
