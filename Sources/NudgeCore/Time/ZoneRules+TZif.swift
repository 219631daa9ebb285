extension ZoneRules {
    /// The last year for which a file's footer rule is written out as transitions.
    package static let lastYear = 2100

    /// What can be wrong with a time-zone file.
    package enum FileError: Error, Hashable, Sendable {
        case notTZif
        case truncated
        case badFooter(String)
    }

    /// Reads a compiled time-zone file, as in `/usr/share/zoneinfo`.
    ///
    /// Source: RFC 9636 (TZif); versions 2 and later, whose second block has 64-bit instants and
    /// whose footer carries the rule for the years to come.
    package init(name: String, tzif bytes: [UInt8]) throws(FileError) {
        var reader = TZifReader(bytes: bytes)
        let first = try reader.header()
        guard first.version >= 2 else {
            let (transitions, offsets) = try reader.body(first, wordSize: 4)
            self.init(name: name, transitions: transitions, offsets: offsets)
            return
        }
        try reader.skip(first.bodySize(wordSize: 4))
        let second = try reader.header()
        var (transitions, offsets) = try reader.body(second, wordSize: 8)
        let footer = reader.footer()
        if !footer.isEmpty {
            guard let rule = POSIXRule(footer) else { throw .badFooter(footer) }
            let last = transitions.last ?? Int64.min
            for (instant, offset) in rule.transitions(through: ZoneRules.lastYear)
            where instant > last {
                transitions.append(instant)
                offsets.append(offset)
            }
        }
        self.init(name: name, transitions: transitions, offsets: offsets)
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
        for _ in 0..<6 { counts.append(Int(try integer(4))) }
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
