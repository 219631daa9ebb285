import Foundation
import NudgeTestKit
import Testing

extension Acceptance {
    @AcceptanceThread struct CaseTests {
        /// From a file of the bank to the staff's system, and closed from the terminal.
        @Test func casesAreToldListedAndClosed() throws {
            let staff = try LoopbackServer { _ in .answer(body: "{}") }
            defer { staff.stop() }
            let site = try Site(.init(staffURL: staff.url + "cases"))
            defer { site.close() }
            var portfolio = Portfolio(1...3)
            portfolio.product = "专案"
            try site.take(portfolio)
            let daemon = try site.serve()
            try site.watch.wait(for: "the staff to be told of three cases") {
                staff.requests.count == 3
            }
            try site.watch.wait(for: "that being known") {
                try !site.run("status").output.contains("not told")
            }
            let listed = try site.run("cases")
            #expect(listed.ending == .exited(0))
            #expect(listed.output.split(separator: "\n").count == 3)
            #expect(try site.run("cases", "list", "--team", "nobody").output.isEmpty)
            #expect(try site.run("status").output.contains("3 open, hand-off for people"))
            #expect(try site.run("cases", "close", "1", "--why", "spoken to").ending == .exited(0))
            let again = try site.run("cases", "close", "1", "--why", "again")
            #expect(again.ending == .exited(1))
            #expect(again.errors.contains("there is no open case 1"))
            let shown = try site.run("cases", "show", "1").output
            #expect(shown.contains("spoken to") && shown.contains("asks for people"))
            #expect(try site.run("cases").output.split(separator: "\n").count == 2)
            #expect(try site.run("cases", "--all").output.split(separator: "\n").count == 3)
            #expect(try site.stop(daemon) == .exited(0))
            // Neither name nor number.
            #expect(staff.requests.allSatisfy { !$0.bodyText.contains("王") })
            #expect(staff.requests.allSatisfy { !$0.bodyText.contains("138100000") })
            #expect(site.gateway.count == 0)
        }
    }
}
