import Testing

/// Sizes and names of Swift files.
struct SwiftFileTests {
    static let fileLinesMax = 400
    static let functionLinesMax = 70
    private static let emptyNames = ["Util", "Helper", "Manager"]

    @Test func aFileIsShort() {
        let findings = Repository.sources.flatMap(Self.longFile)
        expectNone(findings)
    }

    @Test func aFunctionIsShort() {
        let findings = Repository.sources.flatMap(Self.longFunctions)
        expectNone(findings)
    }

    @Test func aFileIsNamedForItsNoun() {
        let findings = Repository.swiftPaths.flatMap(Self.emptyName)
        expectNone(findings)
    }

    @Test func indentationIsOfBlanks() {
        let findings = Repository.sources.flatMap(Self.tabs)
        expectNone(findings)
    }

    @Test func theChecksFindWhatTheyLookFor() {
        let lines = { SwiftSource(path: "A.swift", text: String(repeating: "a\n", count: $0)) }
        #expect(Self.longFile(lines(400)).isEmpty)
        #expect(Self.longFile(lines(401)).count == 1)
        let body = String(repeating: "a()\n", count: 69)
        let long = SwiftSource(path: "A.swift", text: "func f() {\n" + body + "}\n")
        #expect(Self.longFunctions(long).map(\.line) == [1])
        #expect(Self.emptyName("Sources/NudgeCore/TimeUtils.swift").count == 1)
        #expect(Self.emptyName("Sources/NudgeCore/Instant.swift").isEmpty)
        #expect(Self.tabs(SwiftSource(path: "A.swift", text: "a\n\tb")).map(\.line) == [2])
    }

    static func longFile(_ source: SwiftSource) -> [Finding] {
        guard source.lines.count > fileLinesMax else { return [] }
        let message = "\(source.lines.count) lines, at most \(fileLinesMax)"
        return [Finding(path: source.path, line: source.lines.count, message: message)]
    }

    static func longFunctions(_ source: SwiftSource) -> [Finding] {
        FunctionScanner(source).functions
            .filter { $0.length > functionLinesMax }
            .map {
                let message = "\($0.name) has \($0.length) lines, at most \(functionLinesMax)"
                return Finding(path: source.path, line: $0.line, message: message)
            }
    }

    static func emptyName(_ path: String) -> [Finding] {
        let name = path.split(separator: "/").last ?? ""
        return emptyNames.filter { name.contains($0) }
            .map { Finding(path: path, line: 1, message: "\($0) says nothing: name the noun") }
    }

    static func tabs(_ source: SwiftSource) -> [Finding] {
        source.lines.indices.filter { source.lines[$0].contains("\t") }
            .map { Finding(path: source.path, line: $0 + 1, message: "a tab") }
    }
}
