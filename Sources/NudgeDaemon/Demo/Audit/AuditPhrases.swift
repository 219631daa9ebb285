import NudgeCore

/// The forbidden phrases, folded once for all messages and found in one walk over a text.
struct AuditPhrases {
    /// By the first scalar, in the rulebook's order.
    private var byStart: [Unicode.Scalar: [Phrase]] = [:]
    /// A `…` in a phrase stands for so many characters at most.
    private static let gapMax = 12

    private struct Phrase {
        var word: ForbiddenWord
        /// What stands before, between and after each `…`.
        var parts: [[Unicode.Scalar]]
    }

    init(_ words: [ForbiddenWord]) {
        for word in words {
            let parts = word.phrase.split(separator: "…")
                .map { AuditText.folded(String($0)) }
                .filter { !$0.isEmpty }
            guard let start = parts.first?.first else { continue }
            byStart[start, default: []].append(Phrase(word: word, parts: parts))
        }
    }

    /// The words that stand in a folded text, each once, in the order of the text.
    func found(in text: [Unicode.Scalar]) -> [ForbiddenWord] {
        var found: [ForbiddenWord] = []
        for start in text.indices {
            for phrase in byStart[text[start]] ?? []
            where stands(phrase, at: start, in: text) && !found.contains(phrase.word) {
                found.append(phrase.word)
            }
        }
        return found
    }

    private func stands(_ phrase: Phrase, at start: Int, in text: [Unicode.Scalar]) -> Bool {
        var place = start
        var reach = 0
        for part in phrase.parts {
            let last = min(place + reach, text.count - part.count)
            guard place <= last,
                let match = (place...last).first(where: {
                    text[$0..<$0 + part.count].elementsEqual(part)
                })
            else { return false }
            place = match + part.count
            reach = AuditPhrases.gapMax
        }
        return true
    }
}
