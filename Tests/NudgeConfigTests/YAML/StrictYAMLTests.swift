import NudgeConfig
import Testing

struct StrictYAMLTests {
    static let scalars: [String] = [
        "22:00", "08:00", "1_000", "0x1F", "0o17", "no", "on", "Yes", "~", "null", "1e3",
        "2026-11-22",
        "007", ".5", "=", "y",
    ]

    @Test(arguments: scalars)
    func aScalarIsItsText(text: String) throws {
        let problems = ConfigProblemList(file: "x.yaml")
        let top = try #require(StrictYAML.parse("key: \(text)", problems: problems))
        let map = try #require(top.mapping(["key"]))
        #expect(map.required("key")?.text() == text)
        #expect(problems.lines.isEmpty)
    }

    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        let text: String
        let expected: [String]

        init(_ name: String, _ text: String, _ expected: String...) {
            self.name = name
            self.text = text
            self.expected = expected
        }

        var testDescription: String { name }
    }

    static let broken: [Case] = [
        Case("empty", "", "0:0: error: the file is empty"),
        Case("comment only", "# nothing\n", "0:0: error: the file is empty"),
        Case("a list", "- a\n- b\n", "1:1: error: this must be a mapping"),
        Case("unknown key", "a: 1\nbb: 2\nzzzz: 3\n", "3:1: error: unknown key 'zzzz'"),
        Case("missing key", "bb: 2\n", "1:1: error: the key 'a' is missing"),
        Case("no value", "a:\n", "1:3: error: 'a' has no value"),
        Case("list for a text", "a: [1]\n", "1:4: error: 'a' must be a text, not a list"),
        Case(
            "duplicate",
            "a: 1\nbb: 2\na: 3\n",
            "3:1: error: the key 'a' is given twice"
        ),
        Case(
            "duplicates and another problem",
            "a: 1\nbb: 2\nbb: 3\nbb: 4\nzzzz: 5\n",
            "3:1: error: the key 'bb' is given twice",
            "4:1: error: the key 'bb' is given twice",
            "5:1: error: unknown key 'zzzz'"
        ),
        Case(
            "duplicate with CRLF",
            "a: 1\r\n\r\na: 3\r\n",
            "3:1: error: the key 'a' is given twice"
        ),
        Case(
            "a tab",
            "a: 1\n\tbb: 2\n",
            "2:1: error: this is not YAML: found a tab character that violates indentation"
        ),
        Case(
            "an open bracket",
            "a: [1, 2\nbb: 2\n",
            "2:3: error: this is not YAML: did not find expected ',' or ']'"
        ),
        Case(
            "an open quote",
            "a: \"x\nbb: 2\n",
            "3:1: error: this is not YAML: found unexpected end of stream"
        ),
        Case(
            "two documents",
            "a: 1\n---\na: 2\n",
            "2:1: error: this is not YAML: but found another document"
        ),
        Case(
            "undefined alias",
            "a: *x\n",
            "1:4: error: this is not YAML: found undefined alias"
        ),
        Case(
            "a control character",
            "a: 1\nbb: \u{1}\n",
            "2:5: error: this is not YAML: control characters are not allowed"
        ),
    ]

    @Test(arguments: broken)
    func aBrokenFileIsToldWithItsPlace(broken: Case) {
        let problems = ConfigProblemList(file: "x.yaml")
        let map = StrictYAML.parse(broken.text, problems: problems)?.mapping(["a", "bb"])
        _ = map?.required("a")?.text()
        #expect(problems.lines == broken.expected)
    }

    @Test func aMisspeltKeyIsNotMissingToo() {
        let problems = ConfigProblemList(file: "x.yaml")
        let map = StrictYAML.parse("titel: x\n", problems: problems)?.mapping(["title"])
        #expect(map?.required("title")?.text() == nil)
        #expect(problems.lines == ["1:1: error: unknown key 'titel'"])
        #expect(problems.sorted.first?.hint == "did you mean 'title'?")
    }

    @Test func columnsCountCharactersNotBytes() {
        let problems = ConfigProblemList(file: "x.yaml")
        let top = StrictYAML.parse("{机构: 示例银行, 尾号x: 1}", problems: problems)
        _ = top?.mapping(["机构", "尾号"])
        #expect(problems.lines == ["1:12: error: unknown key '尾号x'"])
        #expect(problems.sorted.first?.hint == "did you mean '尾号'?")
    }

    @Test func nestingWithoutEndIsRefused() {
        for opening in ["[", "{a: "] {
            let problems = ConfigProblemList(file: "x.yaml")
            let text = "a: " + String(repeating: opening, count: 20_000)
            let top = StrictYAML.parse(text, problems: problems)
            #expect(!(top?.isMapping ?? false))
            #expect(problems.count == 1)
        }
    }

    @Test func aFlawedListIsNotToldWithoutEnd() {
        let problems = ConfigProblemList(file: "x.yaml")
        let text = "a: [" + String(repeating: "[x],", count: 5000) + "]"
        let map = StrictYAML.parse(text, problems: problems)?.mapping(["a"])
        #expect(map?.required("a")?.texts() == [])
        #expect(problems.count == ConfigProblemList.countMax)
        #expect(problems.hasErrors)
    }

    static let numbers: [(String, Int?)] = [
        ("12", 12), ("-3", -3), ("007", 7), ("1_000", nil), ("0x1F", nil), ("+5", nil),
        ("1.0", nil), ("22:00", nil), ("１２", nil), ("-", nil), ("99999999999999999999", nil),
    ]

    @Test(arguments: numbers)
    func aNumberIsDigits(text: String, value: Int?) {
        let problems = ConfigProblemList(file: "x.yaml")
        let map = StrictYAML.parse("n: \(text)", problems: problems)?.mapping(["n"])
        #expect(map?.required("n")?.integer(in: -100...100) == value)
        #expect(problems.count == (value == nil ? 1 : 0))
    }

    static let flags: [(String, Bool?)] = [
        ("true", true), ("false", false), ("yes", nil), ("no", nil), ("on", nil), ("True", nil),
        ("1", nil),
    ]

    @Test(arguments: flags)
    func aFlagIsTrueOrFalse(text: String, value: Bool?) {
        let problems = ConfigProblemList(file: "x.yaml")
        let map = StrictYAML.parse("n: \(text)", problems: problems)?.mapping(["n"])
        #expect(map?.required("n")?.flag() == value)
        #expect(problems.count == (value == nil ? 1 : 0))
    }
}
