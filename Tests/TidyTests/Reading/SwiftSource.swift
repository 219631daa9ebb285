/// One Swift file, its code told apart from its comments and strings.
struct SwiftSource {
    let path: String
    /// The lines as written.
    let lines: [String]
    /// The same lines, with blanks in place of comments and of the text of strings.
    let code: [String]

    init(path: String, text: String) {
        self.path = path
        lines = Self.split(text)
        var mask = SwiftMask(text)
        code = Self.split(mask.code())
    }

    /// Every line of code that the pattern is found in.
    func findings(_ pattern: some RegexComponent, _ message: String) -> [Finding] {
        code.indices
            .filter { code[$0].contains(pattern) }
            .map { Finding(path: path, line: $0 + 1, message: message) }
    }

    /// Whether a comment stands on the line, or on the unbroken lines above it.
    func isExplained(line index: Int) -> Bool {
        for above in stride(from: index, through: 0, by: -1) {
            let line = lines[above].trimmingBlanks
            if line.isEmpty { return false }
            if above == index ? line.contains("//") : line.hasPrefix("//") { return true }
        }
        return false
    }

    /// The modules that the file imports, with the line of each, counted from 1.
    var imports: [(module: String, line: Int)] {
        code.enumerated().compactMap { index, line in
            // Few lines hold the word, and the pattern is slow on the others.
            guard line.contains("import"), let match = line.firstMatch(of: Self.importPattern)
            else { return nil }
            return (String(match.output.1), index + 1)
        }
    }

    private static var importPattern: Regex<(Substring, Substring)> {
        /^\s*(?:@?\w+\s+)*import\s+(?:(?:struct|class|enum|func|var|let|protocol|typealias)\s+)?(\w+)/
    }

    /// Lines without the empty one that a closing line break would add.
    private static func split(_ text: String) -> [String] {
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        if lines.last == "" { lines.removeLast() }
        return lines
    }
}

extension String {
    fileprivate var trimmingBlanks: Substring {
        drop { $0 == " " }
    }
}
