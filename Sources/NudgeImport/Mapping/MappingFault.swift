/// What is wrong with a mapping file, where, and what to write instead.
package struct MappingFault: Error, Hashable, CustomStringConvertible {
    package var file: String
    /// From 1; 0 when the fault has no place.
    package var line: Int
    package var column: Int
    package var message: String
    package var hint: String?

    package init(file: String, line: Int, column: Int, message: String, hint: String? = nil) {
        self.file = file
        self.line = line
        self.column = column
        self.message = message
        self.hint = hint
    }

    package var description: String {
        let place = line > 0 ? "\(file):\(line):\(column)" : file
        return "\(place): \(message)" + (hint.map { "\n  hint: \($0)" } ?? "")
    }
}

/// Finds the name that somebody probably meant.
enum NearestName {
    /// The candidate with the fewest edits from the name, the first of equals; `nil` when all are
    /// further than half of the name's length.
    static func to(_ name: String, among candidates: [String]) -> String? {
        var best: (name: String, distance: Int)?
        for candidate in candidates {
            let distance = edits(Array(name.lowercased()), Array(candidate.lowercased()))
            if distance < best?.distance ?? Int.max { best = (candidate, distance) }
        }
        guard let best, best.distance <= max(1, name.count / 2) else { return nil }
        return best.name
    }

    /// Insertions, removals, replacements (Levenshtein 1965).
    private static func edits(_ left: [Character], _ right: [Character]) -> Int {
        var row = Array(0...right.count)
        for (i, a) in left.enumerated() {
            var diagonal = row[0]
            row[0] = i + 1
            for (j, b) in right.enumerated() {
                let above = row[j + 1]
                row[j + 1] = min(above + 1, row[j] + 1, diagonal + (a == b ? 0 : 1))
                diagonal = above
            }
        }
        return row[right.count]
    }
}
