/// A word that code may not use, and why.
struct BannedWord: Sendable {
    let pattern: String
    let reason: String
    /// Whether a comment that explains the use makes it right.
    var isAllowedWithComment = false

    func findings(in source: SwiftSource) -> [Finding] {
        // The pattern is a constant of these tests: one that does not compile finds everything.
        guard let regex = try? Regex(pattern) else {
            return [Finding(path: source.path, line: 1, message: "bad pattern \(pattern)")]
        }
        // The default boundary of words sees none at the point in `a.b`.
        return source.findings(regex.wordBoundaryKind(.simple), reason)
            .filter { !isAllowedWithComment || !source.isExplained(line: $0.line - 1) }
    }
}

extension BannedWord {
    /// In `NudgeCore`, which has no clock, no chance and no effects.
    static let core = [
        BannedWord(pattern: #"^\s*(@?\w+\s+)*import\s"#, reason: "the core imports nothing"),
        BannedWord(pattern: #"\bFoundation\b"#, reason: "the core does not know Foundation"),
        BannedWord(pattern: #"\bDate\("#, reason: "time is an Instant"),
        BannedWord(
            pattern: #"\b(clock_gettime|gettimeofday|ContinuousClock|SuspendingClock)\b"#,
            reason: "`now` is an argument"
        ),
        BannedWord(
            pattern: #"\b(SystemRandomNumberGenerator|randomElement\(\)|shuffled?\(\)|random\(\))"#,
            reason: "chance is an argument"
        ),
        BannedWord(
            pattern: #"\brandom\(in:(?!.*\busing:)"#,
            reason: "chance is an argument"
        ),
        BannedWord(pattern: #"(^|[^.\w])(print|debugPrint|readLine)\("#, reason: "no I/O"),
        BannedWord(pattern: #"@unchecked\b"#, reason: "Sendable is checked, never asserted"),
        BannedWord(pattern: #"\bnonisolated\(unsafe\)"#, reason: "shared state is never asserted"),
    ]

    /// In everything that ships.
    static let sources = [
        BannedWord(
            pattern: #"\bpublic[\s(]|\bopen\s+(class|func|var|override|subscript)\b"#,
            reason: "`package` is our `public`"
        )
    ]

    /// In every Swift file.
    static let everywhere = [
        BannedWord(pattern: #"\btry!"#, reason: "an error is handled or thrown"),
        BannedWord(pattern: #"\bas!"#, reason: "a cast may fail"),
        BannedWord(
            pattern: #"@unchecked\b"#,
            reason: "a comment above names what guards it",
            isAllowedWithComment: true
        ),
        BannedWord(
            pattern: #"\bnonisolated\(unsafe\)"#,
            reason: "a comment above names what guards it",
            isAllowedWithComment: true
        ),
    ]

    static let tests = [
        BannedWord(
            pattern:
                #"\b(Task|Thread)\.sleep\b|(^|[^.\w\s]|\b(await|try|unsafe)\s)\s*(u|nano)?sleep\("#,
            reason: "a test waits for a fact or an event"
        )
    ]

    static let unstructuredTask = BannedWord(
        pattern:
            #"\bTask(\.detached|\.immediate)?\s*(<[^>]*>\s*)?(\{|\([^)]*\)\s*\{)|\bTask\.detached\b"#,
        reason: "long-lived things are Services; else name the file and a reason in the allow-list"
    )
}
