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
    /// Which scalars begin a phrase: most characters are passed by with one look.
    let firsts: ScalarBits
    /// Which two begin one, where all have two before their first gap; `nil`: some have not.
    let pairs: ScalarBits?

    /// Plain values: most starts are passed by without touching their phrase.
    private struct Start {
        var scalar: Unicode.Scalar
        /// The phrase's second scalar, where it has one before any `…`.
        var second: Unicode.Scalar?
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
            .map { index in
                let part = phrases[index].parts[0]
                let second = part.count > 1 ? part[1] : nil
                return Start(scalar: part[0], second: second, phrase: index)
            }
            .sorted { ($0.scalar, $0.phrase) < ($1.scalar, $1.phrase) }
        var firsts = ScalarBits()
        var pairs: ScalarBits? = ScalarBits()
        for start in starts {
            firsts.insert(start.scalar.value)
            if let second = start.second {
                pairs?.insert(ScalarBits.pair(start.scalar.value, second.value))
            } else {
                pairs = nil
            }
        }
        self.phrases = phrases
        self.starts = starts
        self.firsts = firsts
        self.pairs = pairs
    }

    /// What is wrong with a text on its way out, in order of position.
    ///
    /// `part` is the subject or the body. `start`: What stands before it, in UTF-8, is not looked
    /// at and does not count as a place: the signature of an SMS.
    package func findings(
        in text: String,
        from start: Int = 0,
        part: LintFinding.Part = .body,
        channel: Channel,
        messageClass: MessageClass
    ) -> [LintFinding] {
        if part == .body && isPlain(text, from: start, asSMS: channel == .sms) { return [] }
        let text = start == 0 ? text : String(decoding: text.utf8.dropFirst(start), as: UTF8.self)
        return carefulFindings(in: text, part: part, channel: channel, messageClass: messageClass)
    }

    /// The same without the quick look before.
    func carefulFindings(
        in text: String,
        part: LintFinding.Part,
        channel: Channel,
        messageClass: MessageClass
    ) -> [LintFinding] {
        // Read once: each look at the text would decode it again.
        let scalars = FoldedText.scalars(text)
        let folded = FoldedText(scalars)
        var hits = words(in: folded, messageClass: messageClass)
        hits += SensitiveNumbers.hits(in: scalars)
        if channel == .sms && part == .body { hits += ProviderSigns.hits(in: scalars) }
        if part == .subject { hits += SubjectWords.hits(in: folded, channel: channel) }
        if hits.isEmpty { return [] }
        return hits.sorted { $0.offset < $1.offset }.map { hit in
            LintFinding(hit, in: text, part: part)
        }
    }

    /// What is wrong with the constant words of a template, by the file's lines and columns.
    package func findings(
        in template: MessageTemplate,
        messageClass: MessageClass
    ) -> [LintFinding] {
        let scalars = FoldedText.scalars(template.blotted)
        let hits = words(in: FoldedText(scalars), messageClass: messageClass)
        let numbers = SensitiveNumbers.hits(in: scalars)
        let signs = template.channel == .sms ? ProviderSigns.hits(in: scalars) : []
        return (hits + numbers + signs).sorted { $0.offset < $1.offset }.map { hit in
            LintFinding(hit, in: template.blotted, part: .body)
        }
    }

    private func words(in text: FoldedText, messageClass: MessageClass) -> [LintHit] {
        var hits: [LintHit] = []
        let items = text.items
        for index in items.indices {
            let scalar = items[index].scalar
            guard firsts.mayContain(scalar.value) else { continue }
            for start in starts[firstStart(at: scalar)...] {
                guard start.scalar == scalar else { break }
                if let second = start.second,
                    index + 1 >= items.count || items[index + 1].scalar != second
                {
                    continue
                }
                let phrase = phrases[start.phrase]
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
                        offset: Int(items[index].offset)
                    )
                )
            }
        }
        return hits
    }

    /// Whether one of the first parts that begin with two scalars is what is asked for; a part of
    /// one scalar goes with any second.
    func hasFirstPart(
        with first: UInt32,
        _ second: UInt32?,
        where isWanted: ([Unicode.Scalar]) -> Bool
    ) -> Bool {
        guard let scalar = Unicode.Scalar(first) else { return false }
        for start in starts[firstStart(at: scalar)...] {
            guard start.scalar == scalar else { return false }
            if let known = start.second, known.value != second { continue }
            if isWanted(phrases[start.phrase].parts[0]) { return true }
        }
        return false
    }

    /// The index of the first of `starts` that is not before a scalar.
    private func firstStart(at scalar: Unicode.Scalar) -> Int {
        var low = 0
        var high = starts.count
        while low < high {
            let middle = (low + high) / 2
            if starts[middle].scalar < scalar { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
