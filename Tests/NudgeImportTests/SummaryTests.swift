import NudgeCore
import NudgeImport
import Testing

struct SummaryTests {
    private func book(
        customers: Int = 1000,
        debts: Int = 1200,
        owed: Int64 = 123_456_700
    ) -> ImportStatistics {
        ImportStatistics(
            rows: debts,
            customers: customers,
            debts: debts,
            totals: [
                CurrencyTotal(currency: "CNY", owed: owed, statementBalance: 0, overdue: 0)
            ]
        )
    }

    @Test func aBookThatMovesAsBooksDoPasses() {
        #expect(SnapshotGuard.check(previous: book(), current: book()).isEmpty)
        let moved = book(customers: 900, debts: 1300, owed: 150_000_000)
        #expect(SnapshotGuard.check(previous: book(), current: moved).isEmpty)
        #expect(SnapshotGuard.check(previous: ImportStatistics(), current: book()).isEmpty)
    }

    @Test func fenReadAsYuanIsSuspected() {
        #expect(
            SnapshotGuard.check(previous: book(), current: book(owed: 12_345_670_000)) == [
                "total owed went from 1,234,567.00 to 123,456,700.00 CNY (100 times): "
                    + "a column in fen read as yuan?"
            ]
        )
        #expect(
            SnapshotGuard.check(previous: book(), current: book(owed: 1_234_567)) == [
                "total owed went from 1,234,567.00 to 12,345.67 CNY (-99 %): "
                    + "a column in yuan read as fen?"
            ]
        )
    }

    @Test func halfTheCustomersGoneIsADeparture() {
        #expect(
            SnapshotGuard.check(previous: book(), current: book(customers: 500, debts: 620)) == [
                "customers went from 1,000 to 500 (-50 %)",
                "debts went from 1,200 to 620 (-48 %)",
            ]
        )
        let none = SnapshotGuard.check(previous: book(), current: ImportStatistics())
        #expect(none.count == 3)
    }

    @Test func aSmallBookMayMoveByLargePercentages() {
        let small = book(customers: 10, debts: 10)
        #expect(
            SnapshotGuard.check(previous: small, current: book(customers: 25, debts: 28)).isEmpty
        )
    }

    @Test func customersAreCountedOnceEach() throws {
        var text = "customer,debt,minimum_due,due_date\n"
        for index in 0..<3000 { text += "C\(index % 1500),D\(index),1.00,2026-11-22\n" }
        let statistics = try Reading(text).summary.statistics
        #expect(statistics.customers == 1500)
        #expect(statistics.debts == 3000)
        #expect(statistics.totals.map(\.owed) == [300_000])
    }

    @Test func manyCustomersAreEstimated() throws {
        var text = "customer\n"
        for index in 0..<70_000 { text += "C\(index)\n" }
        let customers = try Reading(text).summary.statistics.customers
        #expect((68_000...72_000).contains(customers))
    }

    // MARK: progress

    private final class Log {
        var text = ""
    }

    private func at(_ seconds: Int64) -> Instant { Instant(seconds: 1_000 + seconds) }

    @Test func aTerminalSeesABar() {
        let log = Log()
        var line = ProgressLine(isTerminal: true, startedAt: at(0)) { log.text += $0 }
        let half = ImportProgress(rows: 50_000, bytesRead: 500, bytesTotal: 1000)
        line.update(half, now: at(10))
        line.update(half, now: at(10))
        let whole = ImportProgress(
            rows: 100_000,
            rowsRejected: 2,
            bytesRead: 1000,
            bytesTotal: 1000
        )
        line.finish(whole, now: at(20))
        #expect(
            log.text
                == "\r[###############---------------] 50 %  50,000 rows, 5,000 rows/s, 10 s left"
                + "\r[##############################] 100 %  100,000 rows, 5,000 rows/s, 2 rejected\n"
        )
    }

    @Test func aLogSeesFewLines() {
        let log = Log()
        var line = ProgressLine(isTerminal: false, startedAt: at(0)) { log.text += $0 }
        func progress(_ rows: Int) -> ImportProgress {
            ImportProgress(rows: rows, bytesRead: Int64(rows), bytesTotal: 4_000_000)
        }
        line.update(progress(99_000), now: at(1))
        line.update(progress(100_000), now: at(2))
        line.update(progress(150_000), now: at(3))
        line.update(progress(160_000), now: at(7))
        #expect(
            log.text
                == "100,000 rows, 50,000 rows/s, 1 min 18 s left\n"
                + "160,000 rows, 22,857 rows/s, 2 min 48 s left\n"
        )
    }

    @Test func progressIsToldAndBatchesAreBounded() throws {
        var text = "customer\n"
        for index in 0..<4500 { text += "C\(index)\n" }
        var sizes: [Int] = []
        let options = ImportOptions(asOf: Reading.asOf, writesRejects: false)
        _ = try ImportReader(mapping: nil, options: options)
            .read(bytes: Array(text.utf8), named: "file.csv") { sizes.append($0.count) }
        #expect(sizes == [2000, 2000, 500])
    }
}
