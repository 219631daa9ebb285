/// Finds the word that was probably meant.
package enum NearestWord {
    /// The known word nearest to `word`, if it is near enough to be a slip of the hand: at most two
    /// edits, or a third of the word; the first of equals.
    package static func find(_ word: String, in known: [String]) -> String? {
        let limit = max(2, word.count / 3)
        var best: (word: String, distance: Int)?
        for candidate in known {
            let distance = distance(from: word, to: candidate)
            guard distance <= limit, distance < max(candidate.count, 1) else { continue }
            if best.map({ distance < $0.distance }) ?? true { best = (candidate, distance) }
        }
        return best?.word
    }

    /// `did you mean 'days'?`, or the list of what is known.
    package static func hint(for word: String, in known: [String], plural: String) -> String {
        if let nearest = find(word, in: known) { return "did you mean '\(nearest)'?" }
        return known.isEmpty ? "" : "known \(plural): \(known.joined(separator: ", "))"
    }

    /// Insertions, deletions, substitutions and swaps of neighbours ("optimal string alignment").
    static func distance(from left: String, to right: String) -> Int {
        let source = Array(left)
        let target = Array(right)
        var beforeLast: [Int] = []
        var last = Array(0...target.count)
        for row in 0..<source.count {
            var current = [row + 1]
            for column in 0..<target.count {
                let isSame = source[row] == target[column]
                var cost = min(
                    last[column + 1] + 1,
                    current[column] + 1,
                    last[column] + (isSame ? 0 : 1)
                )
                if row > 0, column > 0, source[row] == target[column - 1],
                    source[row - 1] == target[column]
                {
                    cost = min(cost, beforeLast[column - 1] + 1)
                }
                current.append(cost)
            }
            beforeLast = last
            last = current
        }
        return last[target.count]
    }
}
