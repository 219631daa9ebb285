import NudgeCore
import NudgeImport
import Testing

/// Each form of a field, through a whole file of one row.
struct FieldTests {
    private func payment(
        amount: String = "1",
        at: String = "2026-11-22T00:00:00Z",
        mapping: (inout ImportMapping) -> Void = { _ in }
    ) throws -> Reading {
        var plan = ImportMapping(
            kind: .payments,
            delimiter: [UInt8(ascii: "|")],
            columns: [
                ColumnMapping(.reference, .constant("P1")), ColumnMapping(.debt, .constant("D1")),
                ColumnMapping(.amount, .named("amount")), ColumnMapping(.at, .named("at")),
            ]
        )
        mapping(&plan)
        return try Reading("amount|at\n\(amount)|\(at)\n", mapping: plan)
    }

    static let amounts: [(text: String, minorUnits: Int64)] = [
        ("1234.56", 123_456), ("1,234.56", 123_456), ("￥1,234.56", 123_456),
        ("¥1,234.56", 123_456), ("１２３４.５６", 123_456), ("１，２３４．５６", 123_456),
        ("1234.56元", 123_456), ("(1,234.56)", -123_456), ("（1,234.56）", -123_456),
        ("-1,234.56", -123_456), ("−1234.56", -123_456), ("－１", -100), ("1,234.56-", -123_456),
        ("-￥1,234.56", -123_456), ("￥-1,234.56", -123_456), ("+5", 500), ("1234", 123_400),
        ("1234.5", 123_450), ("1.", 100), (".5", 50), ("0001.10", 110), ("  7 ", 700),
        ("1,234,567.89", 123_456_789), ("92233720368547758.07", .max), ("$ 1.00", 100),
    ]

    @Test(arguments: amounts)
    func amountsAreReadExactly(_ row: (text: String, minorUnits: Int64)) throws {
        let reading = try payment(amount: row.text)
        #expect(reading.payments.map(\.amount) == [row.minorUnits], "\(reading.reasons)")
    }

    static let badAmounts = [
        ("1.234", "more than two decimals"), ("1.000", "more than two decimals"),
        ("92233720368547758.08", "too large"), ("99999999999999999999", "too large"),
        ("1,23", "separates no thousands"), ("12,34.5", "separates no thousands"),
        ("1234,567.00", "separates no thousands"), ("1,2345", "separates no thousands"),
        ("abc", "no amount"), ("-", "no amount"), ("--1", "no amount"), ("1e3", "no amount"),
        ("1.2.3", "no amount"), ("(1", "no amount"), ("壹佰", "no amount"), ("1 2", "no amount"),
        ("()", "no amount"), ("(-1)", "no amount"), ("", "is empty"), ("0.00", "is zero"),
    ]

    @Test(arguments: badAmounts)
    func whatIsNoAmountIsRefused(_ text: String, _ reason: String) throws {
        let reading = try payment(amount: text)
        #expect(reading.rows.isEmpty)
        #expect(reading.reasons.first?.contains("amount") == true)
        #expect(reading.reasons.first?.contains(reason) == true, "\(reading.reasons)")
    }

    @Test func fenHaveNoDecimalPoint() throws {
        let whole = try payment(amount: "123456") { $0.unit = .fen }
        #expect(whole.payments.map(\.amount) == [123_456])
        let pointed = try payment(amount: "1234.56") { $0.unit = .fen }
        #expect(pointed.reasons.first?.contains("in fen") == true)
    }

    @Test func aReversalColumnTurnsTheSign() throws {
        func read(_ amount: String, _ mark: String) throws -> Reading {
            try Reading(
                "reference,debt,amount,at,reversal\nP,D,\(amount),2026-11-22T00:00Z,\(mark)"
            )
        }
        #expect(try read("5", "Y").payments.map(\.amount) == [-500])
        #expect(try read("-5", "Y").payments.map(\.amount) == [-500])
        #expect(try read("5", "否").payments.map(\.amount) == [500])
        #expect(try read("-5", "N").rows.isEmpty)
        #expect(try read("-5", "").payments.map(\.amount) == [-500])
    }

    static let days = [
        ("2026-11-22", "2026-11-22"), ("20261122", "2026-11-22"), ("2026/11/22", "2026-11-22"),
        ("2026/1/5", "2026-01-05"), ("2026-1-5", "2026-01-05"), ("2026.01.05", "2026-01-05"),
        ("2026年11月22日", "2026-11-22"), ("2026年1月5日", "2026-01-05"),
        ("２０２６－１１－２２", "2026-11-22"), ("２０２６年１月５日", "2026-01-05"),
        ("2026-11-22 00:00:00", "2026-11-22"), ("2028-02-29", "2028-02-29"),
    ]

    private func dueDate(_ text: String) throws -> Reading {
        try Reading("customer,debt,minimum_due,due_date\nC,D,1,\(text)\n", kind: .debts)
    }

    @Test(arguments: days)
    func daysAreRead(_ text: String, _ day: String) throws {
        let reading = try dueDate(text)
        #expect(reading.debts.map(\.dueDate.description) == [day], "\(reading.reasons)")
    }

    @Test(
        arguments: [
            "2026-02-29", "2026-13-01", "20261131", "2026-11", "22.11.2026", "2026-11/22",
            "11/22/2026", "2026-11-22 08:00:00", "20261122x", "tomorrow", "2026年11月22",
            "0000-00-00",
        ]
    )
    func whatIsNoDayIsRefused(_ text: String) throws {
        let reading = try dueDate(text)
        #expect(reading.rows.isEmpty)
        #expect(reading.reasons.first?.contains("due_date") == true)
    }

    static let moments = [
        ("2026-11-22T04:05:06Z", "2026-11-22T04:05:06Z"),
        ("2026-11-22T12:05:06+08:00", "2026-11-22T04:05:06Z"),
        ("2026-11-22T12:05:06.250+0800", "2026-11-22T04:05:06.250Z"),
        ("2026-11-22 12:05:06", "2026-11-22T04:05:06Z"),
        ("2026-11-22 12:05", "2026-11-22T04:05:00Z"),
        ("2026/11/22 9:05:06", "2026-11-22T01:05:06Z"),
        ("20261122120506", "2026-11-22T04:05:06Z"),
        ("20261122 120506", "2026-11-22T04:05:06Z"),
        ("2026年11月22日 12:05:06", "2026-11-22T04:05:06Z"),
        ("2026-11-22T01:00-05:00", "2026-11-22T06:00:00Z"),
    ]

    @Test(arguments: moments)
    func momentsAreRead(_ text: String, _ instant: String) throws {
        let reading = try payment(at: text)
        #expect(reading.payments.map(\.at.description) == [instant], "\(reading.reasons)")
    }

    @Test(arguments: ["2026-11-22 24:00", "2026-11-22T12:60", "2026-11-22 noon", "20261122 12056"])
    func whatIsNoMomentIsRefused(_ text: String) throws {
        #expect(try payment(at: text).rows.isEmpty)
    }

    @Test func aBareDayIsAMomentOnlyWhereTheMappingSaysWhich() throws {
        let refused = try payment(at: "2026-11-22")
        #expect(refused.reasons.first?.contains("bare_day_time") == true)
        let taken = try payment(at: "2026-11-22") { $0.bareDayTime = TimeOfDay(minutes: 60) }
        #expect(taken.payments.map(\.at.description) == ["2026-11-21T17:00:00Z"])
    }

    @Test func mailAddressesAreNormalised() throws {
        let reading = try Reading("customer,email,email2\nC,Ann.B@Bank.COM,ａ＠ｂ.ＣＯＭ\n")
        #expect(reading.customers.first?.addresses?.map(\.value) == ["Ann.B@bank.com", "a@b.com"])
    }

    @Test(arguments: ["ann", "@b.com", "a@b", "a@-b.com", "a b@c.com", ".a@b.com", "a@b..com"])
    func whatIsNoMailAddressIsRefused(_ text: String) throws {
        #expect(try Reading("customer,email\nC,\(text)\n").rows.isEmpty)
    }

    @Test func nullWordsAreNoValue() throws {
        var mapping = ImportMapping.canonical(
            kind: .customers,
            format: .csv,
            names: ["customer", "name", "phone"]
        )
        mapping.nullWords = ["NULL", "无"]
        let reading = try Reading("customer,name,phone\nC,NULL,　无　\n", mapping: mapping)
        #expect(reading.customers == [CustomerFact(reference: "C", addresses: [])])
    }

    @Test func shapesOfLanguageZoneAndTagsAreChecked() throws {
        let header = "customer,language,zone,tags\n"
        let good = try Reading(header + "C,zh-Hans,Asia/Shanghai,vip; staff ;\n")
        #expect(good.customers.first?.language == "zh-Hans")
        #expect(good.customers.first?.zone == "Asia/Shanghai")
        #expect(good.customers.first?.tags == ["vip", "staff"])
        for row in ["C,chinese!,,", "C,zh_Hans,,", "C,,Beijing,", "C,,Asia/../x,", "C,中文,,"] {
            #expect(try Reading(header + row).rows.isEmpty, "\(row)")
        }
    }

    @Test func onlyTheTailOfAnAccountIsKept() throws {
        let reading = try Reading(
            "customer,debt,minimum_due,due_date,account\nC,D,1,2026-11-22,6222 0202 0011 2233-445\n"
        )
        #expect(reading.debts.map(\.accountTail) == ["3445"])
    }
}
