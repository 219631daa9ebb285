/// One key of a YAML text, to be misspelt.
struct MisspeltKey {
    let key: String
    /// From 1.
    let line: Int
    let column: Int
    private let lines: [[Unicode.Scalar]]

    /// All keys of a text in which no value holds a word followed by a colon and a blank.
    static func all(in text: String, free: Set<String>) -> [MisspeltKey] {
        let lines = text.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false)
            .map(Array.init)
        var keys: [MisspeltKey] = []
        for (index, line) in lines.enumerated() {
            var start: Int?
            for (column, scalar) in line.enumerated() {
                let isWord = scalar.properties.isAlphabetic || scalar == "_"
                if isWord {
                    start = start ?? column
                    continue
                }
                if scalar == ":", let start, column + 1 == line.count || line[column + 1] == " " {
                    let key = String(String.UnicodeScalarView(line[start..<column]))
                    if !free.contains(key) {
                        keys.append(
                            MisspeltKey(key: key, line: index + 1, column: start + 1, lines: lines)
                        )
                    }
                }
                start = nil
            }
        }
        return keys
    }

    /// With a letter too many, a letter doubled, a letter too few, and another word altogether.
    var misspellings: [String] {
        [key + "x", String(key.prefix(1)) + key, String(key.dropLast()) + "q", "something_else"]
    }

    func text(misspelt other: String) -> String {
        var lines = lines
        lines[line - 1].replaceSubrange(
            column - 1..<column - 1 + key.unicodeScalars.count,
            with: Array(other.unicodeScalars)
        )
        var view = String.UnicodeScalarView()
        for line in lines {
            view.append(contentsOf: line)
            view.append("\n")
        }
        return String(view)
    }
}
