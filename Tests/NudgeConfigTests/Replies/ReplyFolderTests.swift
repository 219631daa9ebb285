import Foundation
import NudgeConfig
import NudgeCore
import Testing

struct ReplyFolderTests {
    static let shipped = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "Config/replies").path

    @Test func theShippedWordsAreTheStandardOnes() {
        let read = ReplyFolder.read(Self.shipped)
        #expect(read.problems.isEmpty)
        #expect(read.texts.count == 4)
        let standard = ReplyLexicon.standard
        #expect(read.policy.words.optOut == standard.optOut)
        #expect(read.policy.words.optIn == standard.optIn)
        #expect(read.policy.words.help == standard.help)
        #expect(Set(read.policy.words.autoReplies) == Set(standard.autoReplies))
        for (mine, theirs) in zip(read.policy.words.topics, standard.topics) {
            #expect(mine.meaning == theirs.meaning)
            #expect(Set(mine.phrases) == Set(theirs.phrases))
        }
    }

    @Test func withoutAFolderTheStandardWordsHold() {
        let read = ReplyFolder.read("/nowhere/at/all")
        #expect(read.problems.isEmpty)
        #expect(read.policy.words == .standard)
    }

    private func read(_ text: String) -> (ReplyPolicy, [String]) {
        let problems = ConfigProblemList(file: "x.yaml")
        var reader = ReplyFileReader()
        reader.read(text: text, problems: problems)
        return (reader.policy, problems.lines)
    }

    @Test func aMarketsFileIsRead() {
        let (policy, lines) = read(
            """
            opt_out: [STOP, ＴＤ]
            hardship: [can't pay]
            holds: {says_paid: 36h}
            teams: {other: front-desk}
            """
        )
        #expect(lines.isEmpty)
        // Folded in width and case as replies are.
        #expect(policy.words.meaning(of: "td。") == .optOut)
        #expect(policy.words.meaning(of: "Sorry, I can’t pay now") == .hardship)
        #expect(policy.words.meaning(of: "退订") == .other)
        #expect(policy.paidHold == .hours(36))
        #expect(policy.freeTextTeam == "front-desk")
    }

    static let broken: [(String, String)] = [
        ("opt_outs: [stop]", "1:1: error: unknown key 'opt_outs'"),
        ("complaint: [骂]", "1:12: error: '骂' would be found in nearly every reply"),
        (
            "holds: {says_paid: 1y}",
            "1:20: error: '1y' is not a length such as 30s, 15m, 24h or 7d"
        ),
        ("opt_out: [stop, stop]", "1:17: error: 'stop' is given twice"),
    ]

    @Test(arguments: broken)
    func aBrokenFileIsToldWithItsPlace(_ text: String, _ expected: String) {
        #expect(read(text).1 == [expected])
    }

    @Test func wordsThatMeanTwoThingsAreRefused() throws {
        let folder = try TemporaryFolder()
        try folder.write("replies/a.yaml", "opt_out: [stop, no]\n")
        try folder.write("replies/b.yaml", "opt_in: [no]\nholds: {complaint: 2d}\n")
        try folder.write("replies/c.yaml", "holds: {complaint: 3d}\n")
        let read = ReplyFolder.read("\(folder.path)/replies")
        #expect(
            read.problems.map(\.message) == [
                "'holds.complaint' was given before, in \(folder.path)/replies/b.yaml:2",
                "these words mean two things: no",
            ]
        )
    }
}
