/// How far two words are apart: the fewest insertions, deletions and replacements of a character.
enum EditDistance {
    /// The candidate nearest to a word, if one is near enough to be meant.
    ///
    /// Near enough: at most a third of the word must change, or one character of a short one. Of
    /// equally near ones the first wins.
    static func nearest(to word: String, in candidates: [String]) -> String? {
        let most = max(1, word.count / 3)
        var best: (distance: Int, candidate: String)?
        for candidate in candidates {
            let distance = between(Array(word), Array(candidate))
            guard distance <= most, distance < word.count else { continue }
            if let found = best, found.distance <= distance { continue }
            best = (distance, candidate)
        }
        return best?.candidate
    }

    static func between(_ left: [Character], _ right: [Character]) -> Int {
        // Wagner and Fischer's table, one row at a time.
        var row = Array(0...right.count)
        for (leftIndex, leftCharacter) in left.enumerated() {
            var diagonal = row[0]
            row[0] = leftIndex + 1
            for (rightIndex, rightCharacter) in right.enumerated() {
                let replaced = diagonal + (leftCharacter == rightCharacter ? 0 : 1)
                diagonal = row[rightIndex + 1]
                row[rightIndex + 1] = min(replaced, diagonal + 1, row[rightIndex] + 1)
            }
        }
        return row[right.count]
    }
}
