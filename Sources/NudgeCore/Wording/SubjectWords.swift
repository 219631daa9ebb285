/// Words that must not show on a locked screen or in a list of mails (category L19): they block in
/// a push title, and warn in a subject.
enum SubjectWords {
    private static let words: [[Unicode.Scalar]] = ["逾期", "催收", "欠款"].map {
        Array($0.unicodeScalars)
    }

    static func hits(in text: FoldedText, channel: Channel) -> [LintHit] {
        text.items.indices.flatMap { index in
            words.filter { FoldedSearch.matches([$0], text.items, at: index, gapMax: 0) }.map {
                LintHit(
                    phrase: String(String.UnicodeScalarView($0)),
                    category: "L19",
                    offset: Int(text.items[index].offset),
                    severity: channel == .push ? .block : .warn
                )
            }
        }
    }
}
