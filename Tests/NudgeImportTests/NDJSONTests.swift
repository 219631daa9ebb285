import NudgeCore
import NudgeImport
import Testing

struct NDJSONTests {
    private func read(_ text: String, kind: ImportKind = .customers) throws -> Reading {
        try Reading(text, kind: kind, name: "file.ndjson")
    }

    @Test func eachLineIsAnObject() throws {
        let reading = try read(
            """
            {"customer":"C1","name":"\\u738b\\u5c0f\\u660e \\ud83d\\ude00","phone":"138 0013 8000"}

            { "phone" : null, "customer" : 42, "extra": {"a": [1, {"b": "}"}], "c": true} }
            {"customer":"C3","name":"a\\"b\\\\c\\/d"}\r
            """
        )
        #expect(
            reading.customers == [
                CustomerFact(
                    reference: "C1",
                    name: "王小明 😀",
                    addresses: [Address(kind: .phone, value: "+8613800138000")]
                ),
                CustomerFact(reference: "42"),
                CustomerFact(reference: "C3", name: "a\"b\\c/d"),
            ]
        )
        #expect(reading.rows.map(\.line) == [1, 3, 4])
    }

    @Test func amountsNeverPassThroughABinaryFraction() throws {
        let reading = try read(
            """
            {"reference":"P1","debt":"D","amount":90071992547409.93,"at":"2026-11-22T00:00:00Z"}
            {"reference":"P2","debt":"D","amount":1e3,"at":"2026-11-22T00:00:00Z"}
            """,
            kind: .payments
        )
        #expect(reading.payments.map(\.amount) == [9_007_199_254_740_993])
        #expect(reading.summary.rowsRejected == 1)
    }

    @Test func keyPathsReachInside() throws {
        let mapping = ImportMapping(
            kind: .customers,
            format: .ndjson,
            columns: [
                ColumnMapping(.customer, .named("客户.编号")),
                ColumnMapping(.phone, .named("phones.0")),
                ColumnMapping(.phone2, .named("phones.1")),
            ]
        )
        let reading = try Reading(
            #"{"客户":{"编号":"C1"},"phones":["13800138000","13900139000","x"]}"#,
            mapping: mapping
        )
        #expect(reading.customers.first?.reference == "C1")
        #expect(
            reading.customers.first?.addresses?.map(\.value)
                == ["+8613800138000", "+8613900139000"]
        )
    }

    @Test(
        arguments: [
            "", "[]", "{", "{}x", #"{"customer"}"#, #"{"customer":}"#, #"{"customer":"C"#,
            #"{"customer":"C",}"#, #"{"customer":nul}"#, #"{"customer":"\x"}"#,
            #"{"customer":"\ud800"}"#, #"{"customer":"C","customer":"D"}"#, #"{"a":"\u12"}"#,
            "{\"customer\":\"a\tb\"}", "C1", #"{"customer":"C\"#,
            String(repeating: #"{"a":"#, count: 50_000),
        ]
    )
    func aLineThatIsNoObjectCostsItselfOnly(_ line: String) throws {
        let reading = try read(#"{"customer":"A"}"# + "\n" + line + "\n" + #"{"customer":"B"}"#)
        #expect(reading.customers.map(\.reference) == ["A", "B"])
        #expect(reading.summary.rowsRejected == (line.isEmpty ? 0 : 1))
    }
}
