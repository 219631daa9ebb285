import Testing

struct FunctionScannerTests {
    @Test(arguments: [
        "func f() {", "init(a: Int = { 1 }()) {", "deinit {", "subscript(i: Int) -> Int {",
        "var f: Int {", "static func f<T>(_ t: T) throws(E) -> [T]\nwhere T: P {",
        "var f: Int {\nget {", "var f = 1 {\ndidSet {", "func `init`() {",
        "func == (a: T, b: T) -> Bool {", "package var f: Int { get async throws {",
    ])
    func aFunctionOfSeventyOneLinesIsFound(_ head: String) {
        for lines in [70, 71] {
            let headLines = head.split(separator: "\n").count
            let accessor = head.contains("get") || head.contains("didSet")
            let shorter = accessor && headLines == 2 ? 1 : 0
            let body = String(repeating: "a()\n", count: lines - headLines - 1 + shorter)
            let close = accessor ? "}}" : "}"
            let text = head + "\n" + body + close
            let longest = scan("struct S {\n" + text + "\n}").map(\.length).max()
            #expect(longest == lines, "\(text.prefix(60))")
        }
    }

    @Test func whatHasNoBodyIsNotCounted() {
        let text = """
            protocol P {
                func f(a: Int)
                init(b: Int)
                var c: Int { get set }
                var d: Int
            }
            struct S { var e = [1].map { $0 }; let f = S.init(b: 1) }
            func g() { self.init(b: 1) }
            """
        #expect(scan(text).map(\.name).sorted() == ["g"])
    }

    @Test func bracesInCommentsAndStringsAreNotCounted() {
        let text = """
            func f() {
                // }
                a("}")
            }
            """
        #expect(scan(text) == [FunctionScanner.Function(name: "f", line: 1, length: 4)])
    }

    @Test func accessorsAreCountedEachForItself() {
        let text = """
            var a: Int {
                get {
                    1
                }
                set { b = newValue }
            }
            """
        #expect(scan(text).map(\.name) == ["a.get", "a.set"])
        #expect(scan(text).map(\.length) == [3, 1])
    }

    private func scan(_ text: String) -> [FunctionScanner.Function] {
        FunctionScanner(SwiftSource(path: "S.swift", text: text)).functions
    }
}
