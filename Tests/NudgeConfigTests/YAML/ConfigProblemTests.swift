import NudgeConfig
import Testing

struct ConfigProblemTests {
    @Test func isPrintedWithItsPlaceAndItsHint() {
        let problem = ConfigProblem(
            file: "Config/strategies/x.yaml",
            line: 12,
            column: 7,
            message: "unknown key 'dayz'",
            hint: "did you mean 'days'?"
        )
        #expect(
            "\(problem)" == """
                Config/strategies/x.yaml:12:7: error: unknown key 'dayz'
                  hint: did you mean 'days'?
                """
        )
    }

    @Test func aProblemOfTheWholeFileHasNoPlace() {
        let problem = ConfigProblem(severity: .warning, file: "a.yaml", message: "it is empty")
        #expect("\(problem)" == "a.yaml: warning: it is empty")
    }

    @Test func problemsAreSortedByPlace() {
        let list = ConfigProblemList(file: "a")
        for (line, column) in [(9, 1), (2, 8), (2, 3)] {
            list.add(ConfigProblem(file: "a", line: line, column: column, message: "m"))
        }
        #expect(list.sorted.map(\.column) == [3, 8, 1])
    }

    static let words: [(String, String?)] = [
        ("dayz", "days"), ("chanels", "channels"), ("basis", "basis"), ("purpsoe", "purpose"),
        ("colour", nil), ("", nil),
    ]

    @Test(arguments: words)
    func theNearestWordIsTheOneProbablyMeant(word: String, nearest: String?) {
        let known = ["days", "channels", "basis", "purpose"]
        #expect(NearestWord.find(word, in: known) == nearest)
    }
}
