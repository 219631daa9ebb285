/// Finds in a message what must not be in it: forbidden words, personal numbers, signs that
/// carriers refuse.
///
/// It is run over templates when they are loaded and over the rendered text before it leaves, on
/// every channel and class of message. It blocks; it never masks or rewrites.
package struct WordingLint: Sendable {
    /// How far before a word a negation still turns it, in characters of the same clause.
    ///
    /// Facts: content lint, "within ~18 chars before".
    private static let negationReach = 18
    /// How many characters a `…` in a phrase may stand for.
    private static let gapMax = 12

    private let phrases: [Phrase]
    /// Indices into `phrases`, by the first scalar of a phrase, sorted by it.
    private let starts: [Start]
    /// Which scalars begin a phrase, by their low bits: most characters are passed by with one
    /// look.
    private let startBits: [UInt64]

    private struct Start {
        var scalar: Unicode.Scalar
        var phrase: Int
    }

    private struct Phrase {
        var word: ForbiddenWord
        /// The folded parts around each `…`.
        var parts: [[Unicode.Scalar]]
    }

    /// Of the words of all rulebooks in force; a phrase that folds to nothing is passed over.
    package init(words: [ForbiddenWord]) {
        let phrases: [Phrase] = words.compactMap { word in
            let parts = word.phrase.split(separator: "…")
                .map { FoldedText($0).items.map(\.scalar) }
                .filter { !$0.isEmpty }
            return parts.isEmpty ? nil : Phrase(word: word, parts: parts)
        }
        let starts = phrases.indices
            .map { Start(scalar: phrases[$0].parts[0][0], phrase: $0) }
            .sorted { ($0.scalar, $0.phrase) < ($1.scalar, $1.phrase) }
        var bits = [UInt64](repeating: 0, count: 64)
        for start in starts {
            let low = Int(start.scalar.value & 0xFFF)
            bits[low >> 6] |= 1 << UInt64(low & 63)
        }
        self.phrases = phrases
        self.starts = starts
        startBits = bits
    }

    /// What is wrong with a text on its way out, in order of position.
    ///
    /// `part` is the subject or the body; SMS bodies are given without their signature.
    package func findings(
        in text: String,
        part: LintFinding.Part = .body,
        channel: Channel,
        messageClass: MessageClass
    ) -> [LintFinding] {
        let folded = FoldedText(text)
        var hits = words(in: folded, messageClass: messageClass)
        hits += SensitiveNumbers.hits(in: text)
        if channel == .sms && part == .body { hits += ProviderSigns.hits(in: text) }
        if part == .subject { hits += SubjectWords.hits(in: folded, channel: channel) }
        return hits.sorted { $0.offset < $1.offset }.map { hit in
            LintFinding(hit, in: text, part: part)
        }
    }

    /// What is wrong with the constant words of a template, by the file's lines and columns.
    package func findings(
        in template: MessageTemplate,
        messageClass: MessageClass
    ) -> [LintFinding] {
        let hits = words(in: FoldedText(template.blotted), messageClass: messageClass)
        let numbers = SensitiveNumbers.hits(in: template.blotted)
        let signs = template.channel == .sms ? ProviderSigns.hits(in: template.blotted) : []
        return (hits + numbers + signs).sorted { $0.offset < $1.offset }.map { hit in
            LintFinding(hit, in: template.blotted, part: .body)
        }
    }

    private func words(in text: FoldedText, messageClass: MessageClass) -> [LintHit] {
        var hits: [LintHit] = []
        let items = text.items
        for index in items.indices {
            let scalar = items[index].scalar
            let low = Int(scalar.value & 0xFFF)
            guard startBits[low >> 6] & 1 << UInt64(low & 63) != 0 else { continue }
            for phrase in phrases(startingWith: scalar) {
                // Words of promotion are wrong where nothing may be promoted.
                if phrase.word.category == "L15" && messageClass == .marketing { continue }
                guard
                    FoldedSearch.matches(phrase.parts, items, at: index, gapMax: WordingLint.gapMax)
                else { continue }
                if Negation.precedes(items, at: index, reach: WordingLint.negationReach) {
                    continue
                }
                hits.append(
                    LintHit(
                        phrase: phrase.word.phrase,
                        category: phrase.word.category,
                        offset: items[index].offset
                    )
                )
            }
        }
        return hits
    }

    private func phrases(startingWith scalar: Unicode.Scalar) -> some Sequence<Phrase> {
        var low = 0
        var high = starts.count
        while low < high {
            let middle = (low + high) / 2
            if starts[middle].scalar < scalar { low = middle + 1 } else { high = middle }
        }
        return starts[low...].lazy.prefix { $0.scalar == scalar }.map { phrases[$0.phrase] }
    }
}

/// Something in a text that must not be there.
package struct LintFinding: Hashable, Sendable {
    /// The forbidden phrase as its rulebook has it, or a description; never a personal number.
    package var phrase: String
    /// The category of the fact base: `L04`.
    package var category: String
    package var severity: Severity
    package var part: Part
    /// From 1.
    package var line: Int
    /// In characters, from 1.
    package var column: Int

    package enum Severity: UInt8, CaseIterable, Sendable {
        case warn
        case block
    }

    package enum Part: UInt8, CaseIterable, Sendable {
        case subject
        case body
    }

    init(_ hit: LintHit, in text: String, part: Part) {
        phrase = hit.phrase
        category = hit.category
        severity = hit.severity ?? LintFinding.severity(of: hit.category)
        self.part = part
        var position = TemplatePosition()
        let scalars = text.unicodeScalars
        let end = scalars.index(scalars.startIndex, offsetBy: hit.offset)
        for character in text[..<end] { position.advance(over: character) }
        line = position.line
        column = position.column
    }

    /// Pressure on time, carriers' interception words and words in subjects warn; all else blocks
    /// (facts: content lint, severities).
    private static func severity(of category: String) -> Severity {
        switch category {
        case "L12", "L16", "L19": .warn
        default: .block
        }
    }
}

extension LintFinding: CustomStringConvertible {
    package var description: String { "\(line):\(column): \(phrase) (\(category))" }
}

/// A finding before its line and column are known.
struct LintHit {
    var phrase: String
    var category: String
    /// In scalars of the text.
    var offset: Int
    /// `nil`: by category.
    var severity: LintFinding.Severity?
}

/// Finds a phrase's parts in folded text.
enum FoldedSearch {
    static func matches(
        _ parts: [[Unicode.Scalar]],
        _ items: [FoldedText.Item],
        at start: Int,
        gapMax: Int
    ) -> Bool {
        guard var end = end(of: parts[0], items, at: start) else { return false }
        for part in parts.dropFirst() {
            let next = (end...min(end + gapMax, items.count)).lazy.compactMap {
                self.end(of: part, items, at: $0)
            }.first
            guard let next, items[next - 1].sentence == items[start].sentence else { return false }
            end = next
        }
        return true
    }

    /// The index behind a part that stands at `start`, within one sentence; Latin words must stand
    /// alone.
    private static func end(
        of part: [Unicode.Scalar],
        _ items: [FoldedText.Item],
        at start: Int
    ) -> Int? {
        let end = start + part.count
        guard end <= items.count, items[end - 1].sentence == items[start].sentence else {
            return nil
        }
        for index in part.indices where items[start + index].scalar != part[index] { return nil }
        let continuesBefore =
            start > 0 && isLatin(part[0]) && adjoins(items, start - 1, start)
        let continuesAfter =
            end < items.count && isLatin(part[part.count - 1]) && adjoins(items, end - 1, end)
        return continuesBefore || continuesAfter ? nil : end
    }

    private static func adjoins(_ items: [FoldedText.Item], _ left: Int, _ right: Int) -> Bool {
        isLatin(items[left].scalar) && isLatin(items[right].scalar)
            && items[left].offset + 1 == items[right].offset
    }

    private static func isLatin(_ scalar: Unicode.Scalar) -> Bool {
        ("a"..."z").contains(scalar) || ("0"..."9").contains(scalar)
    }
}

/// Words that turn a forbidden one into its opposite: `严禁恐吓`, `不会上门`.
enum Negation {
    private static let words: [[Unicode.Scalar]] = [
        "严禁", "禁止", "不得", "不会", "请勿", "切勿", "谨防", "绝不", "从不", "不可", "并非",
    ].map { Array($0.unicodeScalars) }

    /// Whether one stands before `index`, in its clause and within reach.
    static func precedes(_ items: [FoldedText.Item], at index: Int, reach: Int) -> Bool {
        guard index < items.count else { return false }
        let clause = items[index].clause
        let first = max(index - reach, 0)
        return (first..<index).contains { start in
            items[start].clause == clause
                && words.contains { word in
                    start + word.count <= index
                        && word.indices.allSatisfy { items[start + $0].scalar == word[$0] }
                }
        }
    }
}
