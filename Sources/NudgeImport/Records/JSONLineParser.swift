/// Reads one JSON object (RFC 8259) and notes where the wanted values stand.
struct JSONLineParser {
    /// Deeper nesting than any export has; bounds the recursion.
    private static let depthMax = 16

    struct Fault: Error {
        var reason: String
    }

    private let paths: [[UInt8]]
    /// The path whose value is being read, with dots between keys.
    private var path: [UInt8] = []
    /// Where to look first: files write their keys in the same order in each line.
    private var guess = 0
    private var index = 0
    private var end = 0

    init(paths: [String]) {
        self.paths = paths.map { Array($0.utf8) }
    }

    /// Fills the cells' fields, one a path; `null` and what is not there are absent.
    mutating func parse(_ cells: inout Cells) throws(Fault) {
        cells.fields.removeAll(keepingCapacity: true)
        for _ in paths { cells.fields.append(.absent) }
        path.removeAll(keepingCapacity: true)
        index = 0
        end = cells.originalCount
        guess = 0
        skipBlanks(cells)
        guard peek(cells) == UInt8(ascii: "{") else { throw Fault(reason: "it begins with no {") }
        try value(&cells, depth: 0)
        skipBlanks(cells)
        guard index == end else { throw Fault(reason: "something follows the closing }") }
    }

    private mutating func value(_ cells: inout Cells, depth: Int) throws(Fault) {
        guard depth <= JSONLineParser.depthMax else {
            throw Fault(reason: "more than \(JSONLineParser.depthMax) levels deep")
        }
        switch peek(cells) {
        case UInt8(ascii: "{"): try object(&cells, depth: depth)
        case UInt8(ascii: "["): try list(&cells, depth: depth)
        case UInt8(ascii: "\""):
            let text = try string(&cells)
            try note(text, in: &cells)
        case UInt8(ascii: "t"): try word("true", in: &cells)
        case UInt8(ascii: "f"): try word("false", in: &cells)
        case UInt8(ascii: "n"): try word("null", in: &cells)
        default: try number(&cells)
        }
    }

    private mutating func object(_ cells: inout Cells, depth: Int) throws(Fault) {
        index += 1
        skipBlanks(cells)
        if peek(cells) == UInt8(ascii: "}") {
            index += 1
            return
        }
        let outer = path.count
        // Every round reads a key at least.
        while true {
            skipBlanks(cells)
            let key = try string(&cells)
            if outer > 0 { path.append(UInt8(ascii: ".")) }
            path.append(contentsOf: cells.bytes[key.range])
            skipBlanks(cells)
            guard peek(cells) == UInt8(ascii: ":") else { throw Fault(reason: "a : is missing") }
            index += 1
            skipBlanks(cells)
            try value(&cells, depth: depth + 1)
            path.removeSubrange(outer...)
            if try isClosed(by: UInt8(ascii: "}"), cells) { return }
        }
    }

    private mutating func list(_ cells: inout Cells, depth: Int) throws(Fault) {
        index += 1
        skipBlanks(cells)
        if peek(cells) == UInt8(ascii: "]") {
            index += 1
            return
        }
        let outer = path.count
        var place = 0
        // Every round reads a value at least.
        while true {
            skipBlanks(cells)
            path.append(UInt8(ascii: "."))
            path.append(contentsOf: String(place).utf8)
            try value(&cells, depth: depth + 1)
            path.removeSubrange(outer...)
            place += 1
            if try isClosed(by: UInt8(ascii: "]"), cells) { return }
        }
    }

    /// Takes the comma, or the bracket that ends the object or list.
    private mutating func isClosed(by bracket: UInt8, _ cells: Cells) throws(Fault) -> Bool {
        skipBlanks(cells)
        let found = peek(cells)
        guard found == bracket || found == UInt8(ascii: ",") else {
            throw Fault(reason: "a comma or closing bracket is missing")
        }
        index += 1
        return found == bracket
    }

    /// The string at `index`, without its quotes; with its escapes undone, where it has some.
    private mutating func string(_ cells: inout Cells) throws(Fault) -> Cells.Field {
        guard peek(cells) == UInt8(ascii: "\"") else { throw Fault(reason: "a \" is missing") }
        let start = index + 1
        var position = start
        var hasEscapes = false
        while position < end, cells.bytes[position] != UInt8(ascii: "\"") {
            let byte = cells.bytes[position]
            guard byte >= 32 else { throw Fault(reason: "a control character in a string") }
            if byte == UInt8(ascii: "\\") {
                hasEscapes = true
                position += 1
            }
            position += 1
        }
        guard position < end else { throw Fault(reason: "a string is never closed") }
        index = position + 1
        guard hasEscapes else { return Cells.Field(start, position) }
        var escapes = JSONEscapes(start: start, end: position)
        return try escapes.undo(in: &cells)
    }

    private mutating func word(_ word: StaticString, in cells: inout Cells) throws(Fault) {
        let start = index
        let count = word.utf8CodeUnitCount
        let isThere = word.withUTF8Buffer { expected in
            start + count <= end && cells.bytes[start..<start + count].elementsEqual(expected)
        }
        guard isThere else { throw Fault(reason: "an unknown word") }
        index += count
        guard cells.bytes[start] != UInt8(ascii: "n") else { return }
        try note(Cells.Field(start, index), in: &cells)
    }

    private mutating func number(_ cells: inout Cells) throws(Fault) {
        let start = index
        while index < end {
            switch cells.bytes[index] {
            case 48...57, UInt8(ascii: "-"), UInt8(ascii: "+"), UInt8(ascii: "."),
                UInt8(ascii: "e"), UInt8(ascii: "E"):
                index += 1
                continue
            default: break
            }
            break
        }
        guard index > start else { throw Fault(reason: "a value is missing") }
        try note(Cells.Field(start, index), in: &cells)
    }

    /// Keeps the value if its path is wanted.
    private mutating func note(_ field: Cells.Field, in cells: inout Cells) throws(Fault) {
        guard !paths.isEmpty else { return }
        if guess >= paths.count { guess = 0 }
        if paths[guess] != path {
            guard let found = paths.firstIndex(of: path) else { return }
            guess = found
        }
        guard cells.fields[guess].isAbsent else { throw Fault(reason: "a key is there twice") }
        cells.fields[guess] = field
        guess += 1
    }

    private func peek(_ cells: Cells) -> UInt8 {
        index < end ? cells.bytes[index] : 0
    }

    private mutating func skipBlanks(_ cells: Cells) {
        while index < end, cells.bytes[index] == 32 || cells.bytes[index] == 9 { index += 1 }
    }
}

/// Undoes the escapes of one JSON string.
private struct JSONEscapes {
    private let end: Int
    private var position: Int

    init(start: Int, end: Int) {
        position = start
        self.end = end
    }

    /// Appends the plain text to the cells' bytes, and says where it stands.
    mutating func undo(in cells: inout Cells) throws(JSONLineParser.Fault) -> Cells.Field {
        let start = cells.bytes.count
        while position < end {
            let byte = cells.bytes[position]
            position += 1
            guard byte == UInt8(ascii: "\\") else {
                cells.bytes.append(byte)
                continue
            }
            let escape = cells.bytes[position]
            position += 1
            if escape == UInt8(ascii: "u") {
                cells.bytes.append(contentsOf: Array(String(try scalar(cells)).utf8))
            } else if let plain = JSONEscapes.plain(escape) {
                cells.bytes.append(plain)
            } else {
                throw JSONLineParser.Fault(reason: "an unknown escape")
            }
        }
        return Cells.Field(start, cells.bytes.count)
    }

    private static func plain(_ escape: UInt8) -> UInt8? {
        switch escape {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): escape
        case UInt8(ascii: "b"): 8
        case UInt8(ascii: "f"): 12
        case UInt8(ascii: "n"): 10
        case UInt8(ascii: "r"): 13
        case UInt8(ascii: "t"): 9
        default: nil
        }
    }

    /// The character of `\uXXXX`, or of a surrogate pair of them.
    private mutating func scalar(_ cells: Cells) throws(JSONLineParser.Fault) -> Character {
        let first = try hexadecimal(cells)
        var code = first
        if (0xD800...0xDBFF).contains(first), position + 1 < end,
            cells.bytes[position] == UInt8(ascii: "\\"),
            cells.bytes[position + 1] == UInt8(ascii: "u")
        {
            position += 2
            let second = try hexadecimal(cells)
            guard (0xDC00...0xDFFF).contains(second) else {
                throw JSONLineParser.Fault(reason: "half a surrogate pair")
            }
            code = 0x10000 + (first - 0xD800) << 10 + (second - 0xDC00)
        }
        guard let scalar = Unicode.Scalar(code) else {
            throw JSONLineParser.Fault(reason: "half a surrogate pair")
        }
        return Character(scalar)
    }

    private mutating func hexadecimal(_ cells: Cells) throws(JSONLineParser.Fault) -> UInt32 {
        guard position + 4 <= end else { throw JSONLineParser.Fault(reason: "a short escape") }
        var code: UInt32 = 0
        for byte in cells.bytes[position..<position + 4] {
            let digit: UInt8
            switch byte {
            case 48...57: digit = byte - 48
            case 65...70: digit = byte - 55
            case 97...102: digit = byte - 87
            default: throw JSONLineParser.Fault(reason: "an escape that is not hexadecimal")
            }
            code = code << 4 | UInt32(digit)
        }
        position += 4
        return code
    }
}
