/// In which unit a column writes money.
package enum AmountUnit: String, CaseIterable, Sendable {
    /// Yuan, dollars: at most two decimals.
    case yuan
    /// Minor units, with implied decimals: no decimals are written.
    case fen
}

/// Reads amounts of money exactly, as minor units.
enum Amount {
    /// Takes `1,234.56`, `￥1,234.56`, `-1,234.56`, `(1,234.56)`, `1,234.56-`, `1,234.56元`,
    /// `１２３４.５６`; never goes through a binary fraction.
    static func parse(_ bytes: Span<UInt8>, unit: AmountUnit) throws(FieldFault) -> Int64 {
        if PlainText.isASCII(bytes) {
            var reader = AmountReader(unit: unit)
            return try reader.read(bytes)
        }
        let folded = PlainText.folded(bytes)
        var reader = AmountReader(unit: unit)
        return try reader.read(folded.span)
    }
}

private struct AmountReader {
    private let unit: AmountUnit
    private var start = 0
    private var end = 0
    private var isNegative = false

    init(unit: AmountUnit) {
        self.unit = unit
    }

    mutating func read(_ bytes: Span<UInt8>) throws(FieldFault) -> Int64 {
        end = bytes.count
        try takeSigns(bytes)
        let units = try digits(bytes)
        return isNegative ? -units : units
    }

    /// Takes brackets, signs and currency signs from both ends, each once at most.
    private mutating func takeSigns(_ bytes: Span<UInt8>) throws(FieldFault) {
        var hasSign = false
        var hasCurrency = false
        // Each round takes one byte.
        while start < end {
            let first = bytes[start]
            if first == UInt8(ascii: "(") && bytes[end - 1] == UInt8(ascii: ")") && !hasSign {
                hasSign = true
                isNegative = true
                start += 1
                end -= 1
            } else if (first == UInt8(ascii: "-") || first == UInt8(ascii: "+")) && !hasSign {
                hasSign = true
                isNegative = first == UInt8(ascii: "-")
                start += 1
            } else if first == UInt8(ascii: "$") && !hasCurrency {
                hasCurrency = true
                start += 1
            } else if first == 32 {
                start += 1
            } else if bytes[end - 1] == 32 {
                end -= 1
            } else if bytes[end - 1] == UInt8(ascii: "-") && !hasSign {
                hasSign = true
                isNegative = true
                end -= 1
            } else {
                return
            }
        }
        throw FieldFault("is no amount")
    }

    private func digits(_ bytes: Span<UInt8>) throws(FieldFault) -> Int64 {
        var value: Int64 = 0
        var count = 0
        var decimals = -1
        /// Digits since the last comma; -1 before the first one.
        var group = -1
        for index in start..<end {
            let byte = bytes[index]
            switch byte {
            case 48...57:
                value = try appended(byte - 48, to: value)
                count += 1
                if decimals >= 0 { decimals += 1 } else if group >= 0 { group += 1 }
            case UInt8(ascii: ","):
                let isPlace = group < 0 ? (1...3).contains(count) : group == 3
                guard decimals < 0 && isPlace else {
                    throw FieldFault("has a comma that separates no thousands")
                }
                group = 0
            case UInt8(ascii: "."):
                guard decimals < 0 else { throw FieldFault("is no amount") }
                decimals = 0
            default: throw FieldFault("is no amount")
            }
        }
        guard count > 0 else { throw FieldFault("is no amount") }
        guard group < 0 || group == 3 else {
            throw FieldFault("has a comma that separates no thousands")
        }
        return try scaled(value, decimals: decimals)
    }

    private func scaled(_ value: Int64, decimals: Int) throws(FieldFault) -> Int64 {
        if unit == .fen {
            guard decimals < 0 else {
                throw FieldFault("has a decimal point, but the mapping says that it is in fen")
            }
            return value
        }
        guard decimals <= 2 else { throw FieldFault("has more than two decimals") }
        var scaled = value
        for _ in max(decimals, 0)..<2 { scaled = try appended(0, to: scaled) }
        return scaled
    }

    private func appended(_ digit: UInt8, to value: Int64) throws(FieldFault) -> Int64 {
        let (product, isTooLarge) = value.multipliedReportingOverflow(by: 10)
        let (sum, isTooLargeNow) = product.addingReportingOverflow(Int64(digit))
        guard !isTooLarge && !isTooLargeNow else { throw FieldFault("is too large an amount") }
        return sum
    }
}
