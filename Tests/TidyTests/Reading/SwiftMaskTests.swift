import Testing

struct SwiftMaskTests {
    struct Case: CustomTestStringConvertible {
        let name: String
        let text: String
        let code: String
        var testDescription: String { name }
    }

    static let cases = [
        Case(name: "plain code", text: "let a = b / c", code: "let a = b / c"),
        Case(name: "line comment", text: "a // b {\nc", code: "a       \nc"),
        Case(name: "nested comment", text: "a/* { /* { */ { */b", code: "a                 b"),
        Case(name: "string", text: #"a("{ }")b"#, code: "a(     )b"),
        Case(name: "escaped quote", text: #"a("\"{")b"#, code: "a(     )b"),
        Case(name: "interpolation", text: #"a("x\(y("{"))z")"#, code: "a(   (y(   ))  )"),
        Case(name: "raw string", text: ##"a(#"""#)b"##, code: "a(     )b"),
        Case(name: "text of lines", text: "\"\"\"\n\" {\n\"\"\"b", code: "   \n   \n   b"),
        Case(name: "regex", text: #"a(/"\/{/)b"#, code: "a(      )b"),
        Case(name: "raw regex", text: "a = #/ \" {/#", code: "a =         "),
        Case(name: "unfinished string", text: "a = \"b\nc", code: "a =   \nc"),
    ]

    @Test(arguments: cases)
    func onlyCodeRemains(_ row: Case) {
        var mask = SwiftMask(row.text)
        #expect(mask.code() == row.code)
    }
}
