/// Decimal digits, written without a formatter.
enum Digits {
    static func append(_ number: UInt64, to bytes: inout [UInt8]) {
        if number >= 10 { append(number / 10, to: &bytes) }
        bytes.append(48 + UInt8(number % 10))
    }

    /// Padded with zeros to at least `width` digits.
    static func append(_ number: UInt64, width: Int, to bytes: inout [UInt8]) {
        // The smallest number that has all the digits; each step below it is a zero.
        var power: UInt64 = 1
        for _ in 1..<max(width, 1) { power *= 10 }
        while power > 1 && number < power {
            bytes.append(48)
            power /= 10
        }
        append(number, to: &bytes)
    }
}
