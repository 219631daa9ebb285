/// A key that a mapping holds twice.
///
/// The composer tells only where the key stands first, so that the second place is looked up in the
/// text: a later line of the same mapping with the same key in the same column.
struct DuplicateKey {
    let key: String
    let firstLine: Int
    let firstColumn: Int

    /// How many of them one file is searched for.
    static let perFileMax = 32

    /// The first of these characters marks a masked key; from Unicode's private use area.
    private static let mask: Unicode.Scalar = "\u{E000}"

    /// Whether the composer saw this key only because the real one was masked.
    static func isMasked(_ key: String) -> Bool {
        key.unicodeScalars.first == mask
    }

    func problem(in text: String, file: String) -> ConfigProblem {
        let line = secondLine(in: text)
        return ConfigProblem(
            file: file,
            line: line ?? firstLine,
            column: firstColumn,
            message: "the key '\(key)' is given twice",
            hint: line == nil
                ? "keep one of the two"
                : "it stands already in line \(firstLine); keep one of the two"
        )
    }

    /// The text with the second key replaced by one of the same length that nobody writes; `nil`
    /// when the second place was not found.
    func masked(in text: String, index: Int) -> String? {
        guard let second = secondLine(in: text) else { return nil }
        var lines = DuplicateKey.lines(of: text)
        var line = Array(lines[second - 1].unicodeScalars)
        let start = firstColumn - 1
        line[start] = DuplicateKey.mask
        // Distinct keys for distinct duplicates, as long as the key has room for it.
        if key.unicodeScalars.count > 1, let scalar = Unicode.Scalar(0xE001 + UInt32(index)) {
            line[start + 1] = scalar
        }
        var view = String.UnicodeScalarView()
        view.append(contentsOf: line)
        lines[second - 1] = String(view)
        return lines.joined(separator: "\n")
    }

    private func secondLine(in text: String) -> Int? {
        let lines = DuplicateKey.lines(of: text)
        guard firstLine <= lines.count else { return nil }
        let wanted = Array(key.unicodeScalars)
        for index in firstLine..<lines.count {
            let line = Array(lines[index].unicodeScalars)
            let indent = line.prefix { $0 == " " }.count
            guard indent < line.count, line[indent] != "#", line[indent] != "\r" else { continue }
            // A line further left ends the mapping.
            guard indent >= firstColumn - 1 else { return nil }
            guard indent == firstColumn - 1, line.count > indent + wanted.count,
                line[indent..<indent + wanted.count].elementsEqual(wanted)
            else { continue }
            let rest = line[(indent + wanted.count)...].drop { $0 == " " }
            if rest.first == ":" { return index + 1 }
        }
        return nil
    }

    private static func lines(of text: String) -> [String] {
        // By scalars: the character "\r\n" is not the character "\n".
        text.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false)
            .map { String(String.UnicodeScalarView($0)) }
    }
}
