import NudgeCore
import NudgeImport
import Testing

struct MappingFileTests {
    @Test(
        arguments: ["core-banking-gb18030.yaml", "card-system-fixed.yaml", "payments.yaml"]
    )
    func shippedMappingsAreGood(_ name: String) throws {
        #expect(try !Files.mapping(name).columns.isEmpty)
    }

    @Test func aMappingSaysWhatItSays() throws {
        let mapping = try MappingFile.parse(
            """
            kind: consents
            delimiter: tab
            quote: none
            header: no
            skip_lines: 2
            region: HK
            offset: "-05:30"
            bare_day_time: 08:00
            nulls: [N/A, ~]
            columns:
              customer: 2
              class: {constant: collection}
              channel: {number: 3, values: {短信: sms}}
              granted: {number: 4, values: {Y: "true", N: "false"}}
            """,
            file: "m.yaml"
        )
        #expect(
            mapping
                == ImportMapping(
                    kind: .consents,
                    delimiter: [9],
                    quote: nil,
                    hasHeader: false,
                    linesSkipped: 2,
                    region: .hongKong,
                    offsetMinutes: -330,
                    bareDayTime: TimeOfDay(minutes: 480),
                    nullWords: ["N/A", "~"],
                    columns: [
                        ColumnMapping(.customer, .numbered(2)),
                        ColumnMapping(.messageClass, .constant("collection")),
                        ColumnMapping(
                            .channel,
                            .numbered(3),
                            values: [ValueMapping("短信", "sms")]
                        ),
                        ColumnMapping(
                            .granted,
                            .numbered(4),
                            values: [ValueMapping("Y", "true"), ValueMapping("N", "false")]
                        ),
                    ]
                )
        )
    }

    static let faults: [(yaml: String, fault: String)] = [
        ("", "m.yaml:1:1: the file is empty"),
        ("kind: [", "m.yaml:2:1: "),
        ("- a", "m.yaml:1:1: keys and values are wanted here"),
        (
            "kind: customers\nencodign: gbk\ncolumns: {customer: a}",
            "m.yaml:2:1: unknown key “encodign”\n  hint: did you mean encoding?"
        ),
        (
            "kind: custommers\ncolumns: {customer: a}",
            "m.yaml:1:7: “custommers” is no kind of file\n  hint: did you mean customers?"
        ),
        (
            "kind: customers\ncolumns:\n  customer: a\n  phnoe: b",
            "m.yaml:4:3: unknown key “phnoe”\n  hint: did you mean phone?"
        ),
        (
            "kind: customers\ncolumns:\n  customer: a\n  debt: b",
            "m.yaml:4:3: unknown key “debt”"
        ),
        ("kind: customers\ncolumns:\n  name: a", "needs a column for customer"),
        ("kind: customers", "m.yaml:1:1: columns are missing"),
        ("columns: {customer: a}", "m.yaml:1:1: kind is missing"),
        (
            "kind: customers\ncolumns:\n  customer: {colum: a}",
            "m.yaml:3:14: unknown key “colum”\n  hint: did you mean column?"
        ),
        (
            "kind: customers\ncolumns:\n  customer: {column: a, number: 2}",
            "m.yaml:3:25: a field comes from one place: number is the second"
        ),
        (
            "kind: customers\ncolumns:\n  customer: a\n  name: {column: b, unit: fen}",
            "m.yaml:4:21: name is no amount"
        ),
        (
            "kind: autopay\ncolumns:\n  debt: a\n  state: {column: b, values: {Y: planned}}",
            "m.yaml:4:34: “planned” is no value of state\n  hint: one of none, scheduled"
        ),
        (
            "kind: customers\nformat: fixed\ncolumns:\n  customer: 0-4",
            "m.yaml:4:13: write bytes such as 11-30"
        ),
        (
            "kind: customers\nformat: fixed\nencoding: utf-16le\ncolumns:\n  customer: 1-4",
            "fixed width is counted in bytes"
        ),
        (
            "kind: customers\nformat: ndjson\ndelimiter: \";\"\ncolumns:\n  customer: a",
            "delimiter says nothing about a file of format ndjson"
        ),
        (
            "kind: customers\nheader: no\ncolumns:\n  customer: 客户号",
            "m.yaml:4:13: a number from 1 to 4096 is wanted here"
        ),
        ("kind: customers\noffset: 8\ncolumns: {customer: a}", "m.yaml:2:9: write an offset"),
        ("kind: customers\nkind: debts\ncolumns: {customer: a}", "m.yaml:"),
    ]

    @Test(arguments: faults)
    func aFaultHasAPlaceAndAHint(_ row: (yaml: String, fault: String)) throws {
        let fault = #expect(throws: MappingFault.self) {
            try MappingFile.parse(row.yaml, file: "m.yaml")
        }
        let text = try #require(fault?.description)
        #expect(text.contains(row.fault), "\(text)")
    }
}
