extension ZoneRules {
    /// The last year for which a file's footer rule is written out as transitions.
    package static let lastYear = 2100

    /// What can be wrong with a time-zone file.
    package enum FileError: Error, Hashable, Sendable {
        case notTZif
        case truncated
        case badFooter(String)
        /// It counts leap seconds, as the files under `right/` do; our instants do not.
        case countsLeapSeconds
        /// Transitions that do not ascend, or an offset that no place on Earth has.
        case implausible
    }

    /// The offsets that a file may have, in seconds; source: RFC 9636 section 3.2.
    private static let offsets: ClosedRange<Int32> = -89_999...93_599
    /// The instants that are read, in seconds: years -1199 to 5138.
    ///
    /// Older transitions, such as the -2^59 that some compilers write first, concern nobody.
    private static let instants: ClosedRange<Int64> = -100_000_000_000...100_000_000_000

    /// Reads a compiled time-zone file, as in `/usr/share/zoneinfo`.
    ///
    /// Source: RFC 9636 (TZif); versions 2 and later, whose second block has 64-bit instants and
    /// whose footer carries the rule for the years to come.
    package init(name: String, tzif bytes: [UInt8]) throws(FileError) {
        var reader = TZifReader(bytes: bytes)
        let first = try reader.header()
        guard first.version >= 2 else {
            let (transitions, offsets) = try reader.body(first, wordSize: 4)
            try self.init(name: name, checking: transitions, offsets)
            return
        }
        try reader.skip(first.bodySize(wordSize: 4))
        let second = try reader.header()
        var (transitions, offsets) = try reader.body(second, wordSize: 8)
        let footer = reader.footer()
        if !footer.isEmpty {
            guard let rule = POSIXRule(footer) else { throw .badFooter(footer) }
            // Without transitions the footer holds for all time.
            if transitions.isEmpty { offsets = [rule.standardOffset] }
            let last = transitions.last ?? Int64.min
            for (instant, offset) in rule.transitions(through: ZoneRules.lastYear)
            where instant > last {
                transitions.append(instant)
                offsets.append(offset)
            }
        }
        try self.init(name: name, checking: transitions, offsets)
    }

    private init(
        name: String,
        checking transitions: [Int64],
        _ offsets: [Int32]
    ) throws(FileError) {
        guard offsets.allSatisfy(ZoneRules.offsets.contains) else { throw .implausible }
        var kept: [Int64] = []
        var keptOffsets = [offsets[0]]
        for (instant, offset) in zip(transitions, offsets.dropFirst()) {
            guard instant <= ZoneRules.instants.upperBound else { continue }
            if let last = kept.last, instant <= last {
                // A rule of daylight saving all year ends and begins at one instant.
                guard instant == last else { throw .implausible }
                keptOffsets[keptOffsets.count - 1] = offset
            } else if instant < ZoneRules.instants.lowerBound {
                keptOffsets = [offset]
            } else {
                kept.append(instant)
                keptOffsets.append(offset)
            }
        }
        self.init(name: name, transitions: kept, offsets: keptOffsets)
    }
}

private struct TZifReader {
    let bytes: [UInt8]
    var position = 0

    init(bytes: [UInt8]) {
        self.bytes = bytes
    }

    struct Header {
        var version: Int
        var utcIndicators: Int
        var standardIndicators: Int
        var leapSeconds: Int
        var transitions: Int
        var types: Int
        var abbreviationBytes: Int

        func bodySize(wordSize: Int) -> Int {
            transitions * (wordSize + 1) + types * 6 + abbreviationBytes
                + leapSeconds * (wordSize + 4) + standardIndicators + utcIndicators
        }
    }

    mutating func skip(_ count: Int) throws(ZoneRules.FileError) {
        guard position + count <= bytes.count else { throw .truncated }
        position += count
    }

    mutating func integer(_ size: Int) throws(ZoneRules.FileError) -> Int64 {
        guard position + size <= bytes.count else { throw .truncated }
        var value: Int64 = bytes[position] >= 128 ? -1 : 0
        for index in position..<position + size { value = value << 8 | Int64(bytes[index]) }
        position += size
        return value
    }

    mutating func header() throws(ZoneRules.FileError) -> Header {
        guard position + 44 <= bytes.count else { throw .truncated }
        guard bytes[position..<position + 4].elementsEqual("TZif".utf8) else { throw .notTZif }
        let version = bytes[position + 4] == 0 ? 1 : Int(bytes[position + 4]) - 48
        position += 20
        var counts: [Int] = []
        for _ in 0..<6 {
            let count = Int(try integer(4))
            guard count >= 0 else { throw .truncated }
            counts.append(count)
        }
        guard counts[2] == 0 else { throw .countsLeapSeconds }
        return Header(
            version: version,
            utcIndicators: counts[0],
            standardIndicators: counts[1],
            leapSeconds: counts[2],
            transitions: counts[3],
            types: counts[4],
            abbreviationBytes: counts[5]
        )
    }

    mutating func body(
        _ header: Header,
        wordSize: Int
    ) throws(ZoneRules.FileError) -> (transitions: [Int64], offsets: [Int32]) {
        let end = position + header.bodySize(wordSize: wordSize)
        guard end <= bytes.count, header.types > 0 else { throw .truncated }
        var instants: [Int64] = []
        for _ in 0..<header.transitions { instants.append(try integer(wordSize)) }
        let indices = bytes[position..<position + header.transitions].map(Int.init)
        position += header.transitions
        var typeOffsets: [Int32] = []
        for _ in 0..<header.types {
            typeOffsets.append(Int32(try integer(4)))
            position += 2
        }
        var offsets = [typeOffsets[0]]
        for index in indices {
            guard index < typeOffsets.count else { throw .truncated }
            offsets.append(typeOffsets[index])
        }
        position = end
        return (instants, offsets)
    }

    /// The text between the two line feeds at the end.
    mutating func footer() -> String {
        let rest = bytes[position...].drop { $0 == 10 }
        return String(decoding: rest.prefix { $0 != 10 }, as: UTF8.self)
    }
}
