import Foundation
import NudgeTestKit
import Testing

extension Acceptance {
    @AcceptanceThread struct HistoryTests {
        @Test func customersJoinAtTodaysStep() throws {
            let site = try Site()
            defer { site.close() }
            try site.take(Portfolio(1...3))
            let hourAgo = Date(timeIntervalSinceNow: -3600).formatted(.iso8601)
            let file = """
                customer,debt,channel,at,template
                \(Portfolio.customer(1)),D1,sms,\(hourAgo),old-words
                \(Portfolio.customer(2)),D9999,sms,\(hourAgo),old-words
                """
            let first = try site.take(file, file: "history.csv", options: ["--history"])
            #expect(first.ending == .exited(2), "one row names an unknown debt")
            #expect(first.output.contains("1 changed"))
            let second = try site.take(file, file: "history.csv", options: ["--history"])
            #expect(second.output.contains("0 changed, 1 unchanged"))
            #expect(site.gateway.messages.isEmpty)
            let explained = try site.run("explain", Portfolio.customer(1)).output
            #expect(explained.contains("imported, sent by the system before"))
            #expect(explained.contains("old-words"))

            let daemon = try site.serve()
            try site.gateway.wait(for: 2)
            let store = try site.store()
            try site.watch.wait(for: "everybody decided") { try store.due() == 0 }
            #expect(try site.stop(daemon) == .exited(0))
            let reached = Set(site.gateway.messages.map(\.to))
            #expect(reached == [Portfolio.phone(2), Portfolio.phone(3)])
        }
    }
}
