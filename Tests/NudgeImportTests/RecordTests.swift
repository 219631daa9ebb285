import NudgeCore
import NudgeImport
import Testing

/// How files are cut into records, in every encoding and form.
struct RecordTests {
    private static let header = "customer,name,phone"

    private func customers(
        _ text: String,
        mapping: ((inout ImportMapping) -> Void)? = nil
    ) throws -> Reading {
        guard let mapping else { return try Reading(text) }
        var plan = ImportMapping.canonical(
            kind: .customers,
            format: .csv,
            names: ["customer", "name", "phone"]
        )
        mapping(&plan)
        return try Reading(text, mapping: plan)
    }

    @Test(arguments: [",", ";", "\t", "|"])
    func theDelimiterIsFound(_ delimiter: String) throws {
        let text = "customer,name,phone\nC1,王,13800138000\nC2,李,\n"
        let reading = try customers(text.replacing(",", with: delimiter))
        #expect(reading.customers.map(\.name) == ["王", "李"])
    }

    /// A misspelt column must not pass unseen: without it the file is one of customers alone.
    @Test func columnsThatAreNotReadAreTold() throws {
        let reading = try Reading("customer,name,phone,due,amount\nC1,王,13800138000,x,1\n")
        #expect(reading.summary.kind == .customers)
        #expect(reading.summary.columnsUnread == ["due", "amount"])
        let whole = try Reading("customer,name,phone\nC1,王,13800138000\n")
        #expect(whole.summary.columnsUnread.isEmpty)
    }

    @Test func commasInAmountsAreNoDelimiter() throws {
        let reading = try Reading(
            "reference|debt|amount|at\nP|D|1,234,567.00|2026-11-22T00:00Z\n"
        )
        #expect(reading.payments.map(\.amount) == [123_456_700])
    }

    @Test(arguments: ["^", "|@|", "│", "\u{1}", " "])
    func anyDelimiterCanBeNamed(_ delimiter: String) throws {
        let text = "customer,name,phone\nC1,王|五,13800138000\n"
        let reading = try customers(text.replacing(",", with: delimiter)) {
            $0.delimiter = Array(delimiter.utf8)
        }
        #expect(reading.customers.map(\.name) == ["王|五"])
    }

    @Test(arguments: ["\n", "\r\n", "\r"])
    func linesEndAsTheyLike(_ end: String) throws {
        let lines = [Self.header, "", "C1,a,", "   ", "C2,b,", "", "C3,c,"]
        let reading = try customers(lines.joined(separator: end))
        #expect(reading.customers.map(\.reference) == ["C1", "C2", "C3"])
        #expect(reading.rows.map(\.row) == [1, 2, 3])
        #expect(reading.rows.map(\.line) == [3, 5, 7])
    }

    @Test func quotedFieldsHoldDelimitersQuotesAndLineBreaks() throws {
        let reading = try Reading(
            "customer,risk_grade,overdue_reason,debt,minimum_due,due_date\r\n"
                + "\"C\"\"1\",\"a,b\",\"\",D,\"1,000.00\" ,2026-11-22\r\n"
                + "C2,\"x\ny\",,D,1,2026-11-22\r\n" + "C3,,,D,1,2026-11-22\r\n"
        )
        #expect(reading.debts.map(\.customer) == ["C\"1", "C3"])
        #expect(reading.debts.first?.riskGrade == "a,b")
        #expect(reading.debts.first?.minimumDue == 100_000)
        // The line break was read as part of the field, which then does not take it.
        #expect(reading.reasons == ["row 2, line 3: risk_grade " + Self.noLineBreak])
        #expect(reading.rows.last?.line == 5)
    }

    @Test func theLimitAndTheTimesLateAreRead() throws {
        let head = "customer,debt,minimum_due,due_date,credit_limit,times_late\n"
        let reading = try Reading(
            head + "C1,D1,1,2026-11-22,\"50,000.00\",3\n" + "C2,D2,1,2026-11-22,,\n"
                + "C3,D3,1,2026-11-22,-5,0\n" + "C4,D4,1,2026-11-22,5,often\n"
                + "C5,D5,1,2026-11-22,5,1000\n"
        )
        #expect(reading.debts.map(\.creditLimit) == [5_000_000, 0])
        #expect(reading.debts.map(\.timesLate) == [3, 0])
        #expect(
            reading.reasons == [
                "row 3, line 4: credit_limit is negative",
                "row 4, line 5: times_late is no count from 0 to 999",
                "row 5, line 6: times_late is no count from 0 to 999",
            ]
        )
    }

    private static let noLineBreak = "holds a control character or a line break"

    @Test func quotesInsideAFieldAreText() throws {
        let reading = try customers("\(Self.header)\nC1,the 12\" man,\n")
        #expect(reading.customers.map(\.name) == ["the 12\" man"])
    }

    @Test func quotesMeanNothingWhereTheMappingSaysSo() throws {
        let reading = try customers("\(Self.header)\nC1,\"odd,\nC2,b,\n") { $0.quote = nil }
        #expect(reading.customers.map(\.name) == ["\"odd", "b"])
    }

    @Test func oneStrayQuoteCostsOneRow() throws {
        let reading = try customers(
            "\(Self.header)\nC1,a,\nC2,\"b,\nC3,c,\nC4,\"d\",\nC5,e,\n"
        )
        #expect(reading.customers.map(\.reference) == ["C1", "C3", "C4", "C5"])
        #expect(reading.reasons == ["row 2, line 3: text follows a closing quote"])
        let unclosed = try customers("\(Self.header)\nC1,\"a,\nC2,b,\nC3,c,")
        #expect(unclosed.customers.map(\.reference) == ["C2", "C3"])
    }

    @Test func recordsThatLostOrGainedAFieldAreRefused() throws {
        let reading = try customers("\(Self.header)\nC1,a\nC2,a,,\nC3,a,,x\nC4,a,\n")
        #expect(reading.customers.map(\.reference) == ["C2", "C4"])
        #expect(reading.reasons.first == "row 1, line 2: the record has 2 fields, the header 3")
    }

    @Test func aRecordThatIsTooLongCostsItselfOnly() throws {
        let long = String(repeating: "x", count: 1_050_000)
        for chunkSize in [1_048_576] {
            let reading = try Reading(
                "\(Self.header)\nC1,a,\nC2,\(long),\nC3,b,\nC4,\"\(long)\",\nC5,c,\n",
                chunkSize: chunkSize
            )
            #expect(reading.customers.map(\.reference) == ["C1", "C3", "C5"])
            #expect(reading.rows.map(\.line) == [2, 4, 6])
        }
    }

    @Test func columnsCanBeNumbered() throws {
        let reading = try customers("x,C1,a\nx,C2,b\nx\n") {
            $0.hasHeader = false
            $0.columns = [
                ColumnMapping(.customer, .numbered(2)), ColumnMapping(.name, .numbered(3)),
            ]
        }
        #expect(reading.customers.map(\.reference) == ["C1", "C2"])
        #expect(reading.reasons.first?.contains("column 2 is missing") == true)
    }

    @Test func titleLinesAreSkipped() throws {
        let reading = try customers("Report of today\n,,,,\n\(Self.header)\nC1,a,\n") {
            $0.linesSkipped = 2
        }
        #expect(reading.customers.map(\.reference) == ["C1"])
        #expect(reading.rows.map(\.line) == [4])
    }

    // MARK: whole files

    @Test func aMappedColumnThatIsNotThereIsSaid() throws {
        let mapping = ImportMapping(
            kind: .customers,
            columns: [
                ColumnMapping(.customer, .named("客户号")), ColumnMapping(.phone, .named("手机号码")),
            ]
        )
        let fault = ImportFault.columnMissing(
            file: "file.csv",
            line: 2,
            column: "手机号码",
            field: "phone",
            nearest: "手机号"
        )
        #expect(throws: fault) { try Reading("\n客户号,姓名,手机号\n", mapping: mapping) }
        #expect(fault.description == "file.csv:2: no column “手机号码” for phone; did you mean “手机号”?")
        #expect(throws: ImportFault.columnTwice(file: "file.csv", line: 1, column: "客户号")) {
            try Reading("客户号,客户号,手机号码\n", mapping: mapping)
        }
    }

    @Test func filesThatAreNoneAreRefused() throws {
        #expect(throws: ImportFault.empty(file: "file.csv")) { try Reading("") }
        #expect(throws: ImportFault.empty(file: "file.csv")) { try Reading("\n\r\n") }
        #expect(throws: ImportFault.self) { try Reading("a,b,c\n1,2,3\n") }
        let nowhere = ImportReader(
            mapping: nil,
            options: ImportOptions(asOf: Reading.asOf)
        )
        #expect(throws: ImportFault.unreadable(file: "/nonexistent.csv", errno: 2)) {
            try nowhere.read(path: "/nonexistent.csv") { _ in }
        }
    }
}
