extension JSONValue {
    /// Its JSON (RFC 8259) in UTF-8, without blanks; numbers digit for digit.
    var bytes: [UInt8] {
        var writer = JSONWriter(capacity: 256)
        writer.value(self)
        return writer.bytes
    }

    /// Whether a text is a number of JSON, section 6.
    static func isNumber(_ text: String) -> Bool {
        guard case .number? = JSONReader.read(Array(text.utf8)) else { return false }
        return text.utf8.allSatisfy { $0 > 0x20 }
    }
}

extension JSONWriter {
    mutating func value(_ value: JSONValue) {
        switch value {
        case .null: word("null")
        case .bool(let flag): word(flag ? "true" : "false")
        case .number(let digits): word(digits)
        case .string(let text): string(text)
        case .array(let values):
            byte("[")
            for (index, value) in values.enumerated() {
                if index > 0 { byte(",") }
                self.value(value)
            }
            byte("]")
        case .object(let members):
            byte("{")
            for (index, member) in members.enumerated() {
                if index > 0 { byte(",") }
                string(member.name)
                byte(":")
                self.value(member.value)
            }
            byte("}")
        }
    }
}
