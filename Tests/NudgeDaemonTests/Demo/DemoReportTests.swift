import NudgeCore
import Testing

@testable import NudgeDaemon

struct DemoReportTests {
    static func report(_ audit: AuditReport) -> DemoReport {
        DemoReport(
            days: 30,
            customers: 3000,
            sent: [
                .init(
                    tier: "high-risk",
                    channels: [DemoCount("sms", total: 210), DemoCount("push", total: 12)]
                ),
                .init(
                    tier: "coming-due",
                    channels: [DemoCount("sms", total: 2010), DemoCount("push", total: 1400)]
                ),
            ],
            held: [DemoCount("on-hold", total: 31), DemoCount("outside-window", total: 2)],
            delivered: 3500,
            undelivered: 90,
            refused: 40,
            unknown: 2,
            replies: [DemoCount("opt-out", total: 30), DemoCount("says-paid", total: 33)],
            optOutsHonoured: 30,
            payments: 2100,
            paid: Money(minorUnits: 987_654_300, currency: .twd),
            reminded: 1900,
            remindedWhoPaid: 1500,
            wallTime: Milliseconds(42_300),
            audit: audit
        )
    }

    @Test func theReportOfACleanRun() {
        let text = DemoReportTests.report(AuditReport(messages: 3632)).text
        #expect(text == DemoReportTests.golden)
    }

    @Test(arguments: [0, 1, 25])
    func theVerdictStandsAloneOnItsLine(_ count: Int) {
        let violations = (0..<count).map {
            Violation(
                rule: .outsideWindow,
                when: Instant(seconds: 1_773_000_000 + Int64($0)),
                who: "c1 sms +86199****01",
                words: "too early"
            )
        }
        let audit = AuditReport(messages: 5, violations: violations)
        let lines = DemoReportTests.report(audit).text.split(
            separator: "\n",
            omittingEmptySubsequences: false
        )
        #expect(lines.count { $0 == "rule violations: \(count)" } == 1)
        #expect(lines.count { $0.contains("too early") } == min(count, 20))
        #expect(lines.contains("  and 5 more") == (count == 25))
    }

    static let golden = """
        30 days played over 3,000 customers in 42.3 s

        What was sent
                                             sms      push       all
          high-risk                          210        12       222
          coming-due                       2,010     1,400     3,410
          all                              2,220     1,412     3,632

        What was held or dropped, and why
          on-hold                             31
          outside-window                       2

        What came back
          delivered                        3,500
          undelivered                         90
          refused by the gateway              40
          unknown                              2
          reply: opt-out                      30
          reply: says-paid                    33
          opt-outs honoured                   30

        What was paid
          payments                         2,100
          amount                   TWD 9,876,543
          customers reminded               1,900
          of them paid afterwards          1,500      79 %

        rule violations: 0
          3,632 messages were checked from outside, by code that decides nothing

        """
}
