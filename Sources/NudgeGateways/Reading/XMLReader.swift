/// Reads one small XML document, strictly: no document type, no entities but the five, no
/// processing instructions, bounded in depth and size.
///
/// What a vendor of messages sends is a handful of elements; what an attacker sends is entities
/// that multiply, and files of ours. There is no way to write either down here.
struct XMLReader {
    private let bytes: [UInt8]
    private var offset = 0
    private var elements = 0

    private static let depthMax = 16
    private static let elementsMax = 50_000
    private static let attributesMax = 32

    /// What stands below the root element; `nil` when the bytes are no such document.
    static func read(_ bytes: [UInt8]) -> JSONValue? {
        var reader = XMLReader(bytes: bytes)
        if reader.bytes.starts(with: [0xEF, 0xBB, 0xBF]) { reader.offset = 3 }
        if reader.take("<?xml ") {
            guard reader.skip(past: "?>") else { return nil }
        }
        guard reader.skipMisc(), reader.take("<"), let root = reader.element(depth: 0) else {
            return nil
        }
        guard reader.skipMisc(), reader.offset == reader.bytes.count else { return nil }
        return root.value
    }

    private init(bytes: [UInt8]) {
        self.bytes = bytes
    }

    private var next: UInt8? { offset < bytes.count ? bytes[offset] : nil }

    private mutating func take(_ text: StaticString) -> Bool {
        let matches = text.withUTF8Buffer { bytes[offset...].starts(with: $0) }
        if matches { offset += text.utf8CodeUnitCount }
        return matches
    }

    /// To behind the next `end`.
    private mutating func skip(past end: StaticString) -> Bool {
        while offset < bytes.count {
            if take(end) { return true }
            offset += 1
        }
        return false
    }

    private mutating func skipBlanks() {
        while let next, next == 0x20 || next == 0x09 || next == 0x0A || next == 0x0D { offset += 1 }
    }

    /// Blanks and comments.
    private mutating func skipMisc() -> Bool {
        while true {
            skipBlanks()
            guard take("<!--") else { return true }
            guard skip(past: "-->") else { return false }
        }
    }

    /// Behind its `<`.
    private mutating func element(depth: Int) -> (name: String, value: JSONValue)? {
        elements += 1
        guard depth < XMLReader.depthMax, elements <= XMLReader.elementsMax, let name = name(),
            var members = attributes()
        else { return nil }
        if take("/>") { return (name, XMLReader.value(members, text: [])) }
        guard take(">"), let text = content(depth: depth, into: &members) else { return nil }
        // `content` ends behind `</`.
        guard self.name() == name else { return nil }
        skipBlanks()
        guard take(">"), let checked = String(validating: text, as: UTF8.self) else { return nil }
        return (name, XMLReader.value(members, text: Array(checked.utf8)))
    }

    private mutating func name() -> String? {
        let start = offset
        while let next, XMLReader.isOfName(next, isFirst: offset == start) { offset += 1 }
        return offset > start ? String(validating: bytes[start..<offset], as: UTF8.self) : nil
    }

    private static func isOfName(_ byte: UInt8, isFirst: Bool) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "_"), UInt8(ascii: ":"), 0x80...:
            true
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."): !isFirst
        default: false
        }
    }

    private mutating func attributes() -> [JSONMember]? {
        var members: [JSONMember] = []
        while true {
            let start = offset
            skipBlanks()
            if next == UInt8(ascii: ">") || next == UInt8(ascii: "/") { return members }
            guard offset > start, members.count < XMLReader.attributesMax, let name = name() else {
                return nil
            }
            skipBlanks()
            guard take("=") else { return nil }
            skipBlanks()
            guard let quote = next, quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") else {
                return nil
            }
            offset += 1
            var text: [UInt8] = []
            while let byte = next, byte != quote {
                guard byte != UInt8(ascii: "<"), character(into: &text) else { return nil }
            }
            guard next == quote, let value = String(validating: text, as: UTF8.self) else {
                return nil
            }
            offset += 1
            let key = "@" + name
            guard !members.contains(where: { $0.name == key }) else { return nil }
            members.append(JSONMember(name: key, value: .string(value)))
        }
    }

    /// The text between an element's tags; its children go to `members`.
    private mutating func content(depth: Int, into members: inout [JSONMember]) -> [UInt8]? {
        var text: [UInt8] = []
        while let byte = next {
            guard byte == UInt8(ascii: "<") else {
                guard character(into: &text) else { return nil }
                continue
            }
            if take("</") { return text }
            if take("<!--") {
                guard skip(past: "-->") else { return nil }
            } else if take("<![CDATA[") {
                let start = offset
                guard skip(past: "]]>") else { return nil }
                text.append(contentsOf: bytes[start..<offset - 3])
            } else {
                offset += 1
                guard let child = element(depth: depth + 1) else { return nil }
                XMLReader.add(child, to: &members)
            }
        }
        return nil
    }

    /// One character, or what an entity stands for.
    private mutating func character(into text: inout [UInt8]) -> Bool {
        guard let byte = next else { return false }
        offset += 1
        guard byte == UInt8(ascii: "&") else {
            text.append(byte)
            // Control characters are no part of XML 1.0.
            return byte >= 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D
        }
        let start = offset
        guard skip(past: ";"), offset - start <= 9 else { return false }
        switch String(decoding: bytes[start..<offset - 1], as: UTF8.self) {
        case "amp": text.append(UInt8(ascii: "&"))
        case "lt": text.append(UInt8(ascii: "<"))
        case "gt": text.append(UInt8(ascii: ">"))
        case "quot": text.append(UInt8(ascii: "\""))
        case "apos": text.append(UInt8(ascii: "'"))
        case let name:
            guard let scalar = XMLReader.scalar(name) else { return false }
            text.append(contentsOf: String(scalar).utf8)
        }
        return true
    }

    /// `#20013` or `#x4E2D`.
    private static func scalar(_ name: String) -> Character? {
        guard name.hasPrefix("#") else { return nil }
        let isHex = name.hasPrefix("#x")
        let digits = name.dropFirst(isHex ? 2 : 1)
        guard digits.allSatisfy(\.isHexDigit), let number = UInt32(digits, radix: isHex ? 16 : 10),
            number >= 0x20 || [0x09, 0x0A, 0x0D].contains(number)
        else { return nil }
        return Unicode.Scalar(number).map(Character.init)
    }

    /// Elements of one name beside each other become a list.
    private static func add(
        _ child: (name: String, value: JSONValue),
        to members: inout [JSONMember]
    ) {
        guard let index = members.lastIndex(where: { $0.name == child.name }) else {
            members.append(JSONMember(name: child.name, value: .array([child.value])))
            return
        }
        // Taken out first, so that the list is appended to in place.
        guard case .array(var values) = members[index].value else { return }
        members[index].value = .null
        values.append(child.value)
        members[index].value = .array(values)
    }

    private static func value(_ members: [JSONMember], text: [UInt8]) -> JSONValue {
        guard !members.isEmpty else { return .string(String(decoding: text, as: UTF8.self)) }
        var members = members
        for index in members.indices {
            if case .array(let values) = members[index].value, values.count == 1 {
                members[index].value = values[0]
            }
        }
        let blanks: [UInt8] = [0x20, 0x09, 0x0A, 0x0D]
        if text.contains(where: { !blanks.contains($0) }) {
            let own = String(decoding: text, as: UTF8.self)
            members.append(JSONMember(name: "#text", value: .string(own)))
        }
        return .object(members)
    }
}
