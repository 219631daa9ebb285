import NudgeCore
import NudgeImport
import Testing

/// The shipped mappings, on files such as the systems that they are for write.
struct SampleTests {
    private func sample(_ file: String, _ mapping: String) throws -> Reading {
        try Reading(
            try Files.bytes("Tests/NudgeImportTests/Samples/\(file)"),
            mapping: try Files.mapping(mapping),
            name: file
        )
    }

    @Test func aCoreBankingFileBecomesFacts() throws {
        let reading = try sample("core-banking.csv", "core-banking-gb18030.yaml")
        #expect(reading.customers.map(\.name) == ["王小明", "欧阳丽", "张丰", "龙䶮"])
        #expect(
            reading.customers.first
                == CustomerFact(
                    reference: "C0000001",
                    name: "王小明",
                    language: "zh-Hans",
                    zone: "Asia/Shanghai",
                    tags: ["vip", "北京"],
                    addresses: [
                        Address(kind: .phone, value: "+8613800138000"),
                        Address(kind: .email, value: "Wang.XM@example.com"),
                    ]
                )
        )
        #expect(
            reading.debts.first
                == DebtFact(
                    reference: "L2026000001",
                    customer: "C0000001",
                    product: "消费贷",
                    accountTail: "3445",
                    statementDate: CivilDate(year: 2026, month: 11, day: 5),
                    statementBalance: 1_234_567,
                    minimumDue: 123_456,
                    dueDate: try #require(CivilDate(year: 2026, month: 11, day: 25)),
                    graceEnd: CivilDate(year: 2026, month: 11, day: 28),
                    autopay: .scheduled,
                    riskGrade: "A"
                )
        )
        // Two rows of one debt: its parties.
        #expect(reading.debts[1].reference == reading.debts[2].reference)
        #expect(reading.debts[1...2].map(\.role) == [.debtor, .guarantor])
        #expect(reading.debts[1].overdueAmount == 160_000)
        #expect(reading.debts.last?.isSettled == true)
        #expect(reading.debts.last?.statementBalance == -1234)
    }

    @Test func whatACoreBankingFileHasWrongIsSaid() throws {
        let reading = try sample("core-banking.csv", "core-banking-gb18030.yaml")
        #expect(
            reading.reasons == [
                "row 4, line 5: 客户姓名 holds a control character or a line break",
                "row 6, line 8: 最低还款额 has more than two decimals",
            ]
        )
        #expect(reading.summary.encoding == .gb18030)
        let statistics = reading.summary.statistics
        #expect(statistics.customers == 4)
        #expect(statistics.debts == 3)
        #expect(
            statistics.totals == [
                CurrencyTotal(
                    currency: "CNY",
                    owed: 283_456,
                    statementBalance: 2_034_567,
                    overdue: 160_000
                )
            ]
        )
    }

    @Test func aFixedWidthFileIsCutByBytes() throws {
        let reading = try sample("card-system.txt", "card-system-fixed.yaml")
        #expect(reading.customers.map(\.name) == ["王小明", "欧阳丽丽"])
        #expect(
            reading.customers.map { $0.addresses?.first?.value }
                == ["+8613800138000", "+85251234567"]
        )
        #expect(reading.debts.map(\.minimumDue) == [123_456, 99])
        #expect(reading.debts.map(\.accountTail) == ["3344", "5566"])
        #expect(reading.debts.map(\.autopay) == [.scheduled, .none])
        #expect(reading.debts.map(\.graceEnd?.description) == ["2026-11-23", nil])
        #expect(reading.debts.map(\.tolerance) == [1000, 1000])
        #expect(
            reading.reasons == [
                "row 3, line 3: the line ends inside statement_balance, after 100 bytes"
            ]
        )
    }

    @Test func paymentsAndReversalsAreRead() throws {
        let reading = try sample("payments.txt", "payments.yaml")
        #expect(reading.payments.map(\.amount) == [123_456, -123_456, 80_000, -5000])
        #expect(
            reading.payments.map(\.at.description) == [
                "2026-11-22T01:15:30Z", "2026-11-22T02:15:00Z", "2026-11-22T15:59:00Z",
                "2026-11-22T03:00:00Z",
            ]
        )
        #expect(reading.summary.rowsRejected == 0)
    }
}
