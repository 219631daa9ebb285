import NudgeCore
import Testing

@testable import NudgeDaemon

struct DemoViewTests {
    static let snapshot = DemoSnapshot(
        day: 12,
        dayCount: 30,
        date: DemoData.date("2026-03-13"),
        time: TimeOfDay(minutes: 870),
        tiers: [
            DemoCount("高风险 high-risk", total: 43), DemoCount("late", total: 368),
            DemoCount("early", total: 112), DemoCount("due-today", total: 96),
            DemoCount("coming-due", total: 611),
        ],
        sent: [
            DemoCount("sms", today: 1234, total: 45_678), DemoCount("email", today: 0, total: 12),
            DemoCount("push", today: 77, total: 3001),
        ],
        held: [
            DemoCount("on-hold", total: 31), DemoCount("autopay-pending", total: 290),
            DemoCount("cap-reached", total: 5),
        ],
        delivered: 44_120,
        undelivered: 803,
        unknown: 2,
        replies: [DemoCount("opt-out", total: 7), DemoCount("says-paid", total: 11)],
        paymentsToday: 61,
        payments: 1042,
        paidToday: Money(minorUnits: 12_345_600, currency: .twd),
        paid: Money(minorUnits: 2_345_678_900, currency: .twd),
        contactsPerSecond: 412.4
    )

    @Test func theViewOfAPlainTerminal() {
        let lines = DemoView(width: 60, hasColours: false).lines(DemoViewTests.snapshot)
        #expect(lines.map(\.withoutBlanksBehind) == DemoViewTests.golden)
    }

    @Test(arguments: [20, 60, 61, 80, 97, 120, 300])
    func everyLineIsAsWideAsTheTerminal(_ width: Int) {
        let view = DemoView(width: width, hasColours: false)
        for line in view.lines(DemoViewTests.snapshot) {
            #expect(DisplayWidth.cells(of: line) == min(max(width, 60), 120), "\(line)")
        }
    }

    @Test func coloursChangeNothingButTheColours() {
        let plain = DemoView(width: 80, hasColours: false).lines(DemoViewTests.snapshot)
        let coloured = DemoView(width: 80, hasColours: true).lines(DemoViewTests.snapshot)
        #expect(plain != coloured)
        #expect(coloured.map { $0.replacing(/\u{1B}\[[0-9]+m/, with: "") } == plain)
    }

    @Test func aFrameIsDrawnOverTheOneBefore() {
        let view = DemoView(width: 60, hasColours: false)
        let count = view.lines(DemoViewTests.snapshot).count
        #expect(!view.frame(DemoViewTests.snapshot, drawnBefore: 0).hasPrefix("\u{1B}"))
        let frame = view.frame(DemoViewTests.snapshot, drawnBefore: count)
        #expect(frame.hasPrefix("\u{1B}[\(count)A\r"))
        #expect(frame.hasSuffix("\u{1B}[K\n\u{1B}[J"))
        #expect(frame.count { $0 == "\n" } == count)
    }

    @Test func manyReasonsBecomeOthers() {
        var snapshot = DemoViewTests.snapshot
        snapshot.held = (1...20).map { DemoCount("reason-\($0)", total: $0) }
        let lines = DemoView(width: 60, hasColours: false).lines(snapshot)
        let others = (8...20).reduce(0, +)
        #expect(lines.contains { $0.contains("others") && $0.contains("\(others)") })
        #expect(!lines.contains { $0.contains("reason-9") })
    }

    @Test func aDayInOneLine() {
        #expect(
            DemoView.plainLine(DemoViewTests.snapshot)
                == "day 12/30 2026-03-13 sent 1311 (sms 1234, email 0, push 77), in all 48691;"
                + " held 326; delivered 44120, undelivered 803, unknown 2; replies 18;"
                + " paid today 61 (TWD 123,456)"
        )
    }

    static let widths: [(text: String, width: Int, fitted: String)] = [
        ("ab", 4, "ab  "), ("abcd", 4, "abcd"), ("abcde", 4, "abc…"), ("信用卡", 6, "信用卡"),
        ("信用卡", 5, "信用…"), ("信用卡", 4, "信… "), ("信用卡", 0, ""), ("ａ", 3, "ａ "),
    ]

    @Test(arguments: widths)
    func chineseTakesTwoCells(_ row: (text: String, width: Int, fitted: String)) {
        #expect(DisplayWidth.fit(row.text, to: row.width) == row.fitted)
    }

    static let golden: [String] = [
        "nudge demo · day 12 of 30 · fri 2026-03-13 14:30       412/s",
        "███████████████████████░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░",
        "────────────────────────────────────────────────────────────",
        "sent           today   total │ customers by tier",
        "sms            1,234  45,678 │ 高风险 high-risk           43",
        "email              0      12 │ late                      368",
        "push              77   3,001 │ early                     112",
        "all            1,311  48,691 │ due-today                  96",
        "                             │ coming-due                611",
        "came back                    │",
        "delivered             44,120 │ replies",
        "undelivered              803 │ opt-out                     7",
        "unknown                    2 │ says-paid                  11",
        "────────────────────────────────────────────────────────────",
        "held or dropped, and why     │ paid",
        "on-hold                   31 │ payments today             61",
        "autopay-pending          290 │                   TWD 123,456",
        "cap-reached                5 │ payments in all         1,042",
        "                             │                TWD 23,456,789",
    ]
}

extension String {
    fileprivate var withoutBlanksBehind: String {
        var text = self
        while text.last == " " { text.removeLast() }
        return text
    }
}
