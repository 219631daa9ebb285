import Foundation
import Testing

@Suite("The checker in Python")
struct CheckerTests {
    @Test(
        "finds each planted violation, and nothing in what is in order",
        .enabled(if: PythonChecker.python != nil, "python3 with its YAML module (python3-yaml)")
    )
    func findsEachPlantedViolation() throws {
        let python = try #require(PythonChecker.python)
        let answer = try PythonChecker.run(
            python,
            ["-B", "-m", "unittest", "test_check"],
            in: PythonChecker.folder
        )
        #expect(answer.status == 0, "\(answer.text)")
        #expect(answer.text.contains("Ran 4 tests"), "\(answer.text)")
    }

    @Test(
        "judges nothing that it does not know",
        .enabled(if: PythonChecker.python != nil, "python3 with its YAML module (python3-yaml)")
    )
    func judgesNothingUnknown() throws {
        let python = try #require(PythonChecker.python)
        let answer = try PythonChecker.check(Array(#"{"mood":"good"}"#.utf8), python: python)
        #expect(answer.status == 2 && answer.text.contains("mood"), "\(answer.text)")
    }
}
