import Testing

/// What no text of the repository may carry, of whatever kind.
struct TextFileTests {
    // Put together from parts, so that this file does not find itself.
    private static let banned: [(word: String, reason: String)] = [
        ("TO" + "DO", "an issue is the place for what is left to do"),
        ("FIX" + "ME", "an issue is the place for what is to be mended"),
        ("/wo" + "rk/", "a path of one machine"),
        ("/ho" + "me/", "a path of one machine"),
    ]

    @Test func noTextHoldsALeftover() {
        let findings = Repository.paths.flatMap { path in
            Repository.text(path).map { Self.findings(path: path, text: $0) } ?? []
        }
        expectNone(findings)
    }

    @Test func everyScriptIsExecutableAndPosix() throws {
        let scripts = Repository.paths.filter {
            ($0.hasPrefix("scripts/") && !$0.contains(".")) || $0 == ".ci/run"
        }
        #expect(scripts.count >= 5)
        for path in scripts {
            #expect(Repository.text(path)?.hasPrefix("#!/bin/sh\n") == true, "\(path)")
            #expect(Repository.isExecutable(path), "\(path)")
        }
    }

    @Test func everyScriptHasItsNameInTheMakefile() {
        let makefile = Repository.text("Makefile") ?? ""
        for path in Repository.paths where path.hasPrefix("scripts/") && !path.contains(".") {
            let name = path.dropFirst("scripts/".count)
            let targets = makefile.split(separator: "\n").filter { $0.hasSuffix(":") }
            #expect(
                targets.contains { $0.split(whereSeparator: { " :".contains($0) }).contains(name) }
            )
        }
    }

    @Test func leftoversAreFoundWithTheirLines() {
        for (word, _) in Self.banned {
            #expect(Self.findings(path: "a", text: "a\n x \(word)").map(\.line) == [2])
        }
        #expect(Self.findings(path: "a", text: "TO" + "DOS and homework").isEmpty)
    }

    static func findings(path: String, text: String) -> [Finding] {
        // Searched whole first: most files hold none, and lines are slow to make.
        let words = banned.filter { text.contains($0.word) }
        guard !words.isEmpty else { return [] }
        return text.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
            .flatMap { index, line in
                words.filter { holds(line, $0.word) }.map {
                    Finding(path: path, line: index + 1, message: "\($0.word): \($0.reason)")
                }
            }
    }

    /// Whether the word stands in the line, not as a part of a longer word.
    private static func holds(_ line: Substring, _ word: String) -> Bool {
        line.ranges(of: word).contains { range in
            let before = line[..<range.lowerBound].last
            let after = line[range.upperBound...].first
            let isPath = word.hasPrefix("/")
            return isPath || !(before?.isLetter == true || after?.isLetter == true)
        }
    }
}
