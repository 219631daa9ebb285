/// Reads the fields that stay text, each with its shape and bound.
enum Texts {
    /// Bytes of a reference number: longer than any bank's, short enough for an index.
    static let referenceMax = 64
    /// Bytes of a name or a code.
    static let textMax = 256
    /// Tags of one customer.
    static let tagsMax = 16

    static func text(_ bytes: Span<UInt8>, lengthMax: Int) throws(FieldFault) -> String {
        guard bytes.count <= lengthMax else {
            throw FieldFault("is longer than \(lengthMax) bytes")
        }
        for index in bytes.indices where bytes[index] < 32 || bytes[index] == 127 {
            throw FieldFault("holds a control character or a line break")
        }
        guard let text = try? UTF8Span(validating: bytes) else {
            throw FieldFault(RecordLimits.notText)
        }
        return String(copying: text)
    }

    /// The last four letters or digits: all that is kept of an account or card number.
    static func accountTail(_ bytes: Span<UInt8>) throws(FieldFault) -> String {
        var start = bytes.count
        var count = 0
        while start > 0 && count < 4 {
            start -= 1
            if isLetterOrDigit(bytes[start]) { count += 1 }
        }
        guard count > 0 else { throw FieldFault("holds no digit of an account number") }
        return String(unsafeUninitializedCapacity: count) { tail in
            var place = 0
            for index in start..<bytes.count where isLetterOrDigit(bytes[index]) {
                tail[place] = bytes[index]
                place += 1
            }
            return place
        }
    }

    /// A mail address: local part as given, domain in lower case.
    static func email(_ bytes: Span<UInt8>) throws(FieldFault) -> String {
        let plain = PlainText.folded(bytes)
        guard plain.count <= 254, let at = plain.lastIndex(of: UInt8(ascii: "@")),
            isLocalPart(plain[..<at]), isDomain(plain[(at + 1)...])
        else { throw FieldFault("is no mail address") }
        let domain = plain[(at + 1)...].map { (65...90).contains($0) ? $0 + 32 : $0 }
        return String(decoding: plain[...at] + domain, as: UTF8.self)
    }

    private static func isLocalPart(_ local: ArraySlice<UInt8>) -> Bool {
        guard (1...64).contains(local.count), local.first != UInt8(ascii: "."),
            local.last != UInt8(ascii: ".")
        else { return false }
        return local.allSatisfy { byte in
            isLetterOrDigit(byte) || "!#$%&'*+-/=?^_`{|}~.".utf8.contains(byte)
        }
    }

    private static func isDomain(_ domain: ArraySlice<UInt8>) -> Bool {
        let labels = domain.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        return labels.count >= 2
            && labels.allSatisfy { label in
                (1...63).contains(label.count) && label.first != UInt8(ascii: "-")
                    && label.last != UInt8(ascii: "-")
                    && label.allSatisfy { isLetterOrDigit($0) || $0 == UInt8(ascii: "-") }
            }
    }

    /// The shape of BCP 47: letters and digits in groups of at most eight, with dashes.
    static func language(_ bytes: Span<UInt8>) throws(FieldFault) -> String {
        let text = try text(bytes, lengthMax: 35)
        let groups = text.utf8.split(
            separator: UInt8(ascii: "-"),
            omittingEmptySubsequences: false
        )
        let isTag = groups.allSatisfy {
            (1...8).contains($0.count) && $0.allSatisfy(isLetterOrDigit)
        }
        guard isTag, (2...3).contains(groups[0].count) else {
            throw FieldFault("is no language tag such as zh-Hans")
        }
        return text
    }

    /// The shape of an IANA zone name, such as `Asia/Shanghai`; whether it exists is asked later.
    static func zone(_ bytes: Span<UInt8>) throws(FieldFault) -> String {
        let text = try text(bytes, lengthMax: 64)
        let parts = text.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        let isName = parts.allSatisfy { part in
            !part.isEmpty && part.allSatisfy { isLetterOrDigit($0) || "_+-".utf8.contains($0) }
        }
        guard isName, parts.count >= 2 || text == "UTC" else {
            throw FieldFault("is no time zone such as Asia/Shanghai")
        }
        return text
    }

    static func tags(_ bytes: Span<UInt8>, separator: UInt8) throws(FieldFault) -> [String] {
        let text = try text(bytes, lengthMax: textMax)
        let tags = text.utf8.split(separator: separator).compactMap { part -> String? in
            let plain = part.drop { $0 == 32 }
            let end = plain.lastIndex { $0 != 32 }
            return end.flatMap { String(plain[...$0]) }
        }
        guard tags.count <= tagsMax else { throw FieldFault("holds more than \(tagsMax) tags") }
        return tags
    }

    private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
        (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte)
    }
}
