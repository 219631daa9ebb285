import Foundation
import NudgeCore
import NudgeTestKit
import Testing

extension Acceptance {
    @AcceptanceThread struct ImportTests {
        private static let asOf = ["--as-of", "2026-11-20T00:00:00Z"]
        private static let newer = ["--as-of", "2026-11-21T00:00:00Z"]
        private static let older = ["--as-of", "2026-11-19T00:00:00Z"]

        @Test func theSameFileTwiceChangesNothing() throws {
            let site = try Site()
            defer { site.close() }
            let portfolio = Portfolio(1...50)
            #expect(try site.take(portfolio, options: Self.asOf).ending == .exited(0))
            let again = try site.take(portfolio, options: Self.asOf)
            #expect(again.ending == .exited(0))
            #expect(again.output.contains(" 0 changed, 100 unchanged"))
            #expect(try site.store().number("SELECT count(*) FROM customer") == 50)
        }

        @Test func anOlderFileNeverOverrides() throws {
            let site = try Site()
            defer { site.close() }
            var portfolio = Portfolio([1])
            try site.take(portfolio, options: Self.asOf)
            portfolio.minimumDue = "999.00"
            let late = try site.take(portfolio, options: Self.older)
            #expect(late.ending == .exited(0))
            #expect(try site.run("explain", "C1").output.contains("123.45"))
            #expect(try !site.run("explain", "C1").output.contains("999.00"))
            try site.take(portfolio, options: Self.newer)
            #expect(try site.run("explain", "C1").output.contains("999.00"))
        }

        @Test func badRowsGoIntoAFileAndTheGoodOnesIn() throws {
            let site = try Site()
            defer { site.close() }
            let day = Portfolio.day(before: 5)
            let text =
                Portfolio(1...3).csv + "C9,王,13800000009,,D9,1234,信用卡,12x.00,\(day)\n"
                + "C10,王,12345,,D10,1234,信用卡,12.00,\(day)\n"
            let outcome = try site.take(text, file: "mixed.csv")
            #expect(outcome.ending == .exited(2))
            #expect(outcome.output.contains("5 read, 3 good, 2 rejected"))
            let rejected = try site.read("mixed.csv.rejected.csv")
            #expect(rejected.contains("minimum_due"))
            #expect(rejected.contains("phone"))
            #expect(try site.store().number("SELECT count(*) FROM customer") == 3)
            // What the store keeps of people is sealed.
            var bytes = try Data(contentsOf: URL(fileURLWithPath: site.path("var/nudge.sqlite")))
            let log = URL(fileURLWithPath: site.path("var/nudge.sqlite-wal"))
            bytes += (try? Data(contentsOf: log)) ?? Data()
            #expect(bytes.firstRange(of: Data(Portfolio.phone(1).dropFirst(3).utf8)) == nil)
            #expect(bytes.firstRange(of: Data("王1".utf8)) == nil)
        }

        @Test func halfAPortfolioIsHeldUntilForced() throws {
            let site = try Site()
            defer { site.close() }
            let whole = Portfolio(1...60)
            try site.take(whole, options: Self.asOf + ["--snapshot"])
            let half = Portfolio(1...30)
            let held = try site.take(half, options: Self.newer + ["--snapshot"])
            #expect(held.ending == .exited(3))
            #expect(held.errors.contains("customers went from 60 to 30"))
            let store = try site.store()
            #expect(try store.number("SELECT count(*) FROM debt WHERE has_left") == 0)
            let forced = try site.take(half, options: Self.newer + ["--snapshot", "--force"])
            #expect(forced.ending == .exited(0))
            #expect(try store.number("SELECT count(*) FROM debt WHERE has_left") == 30)
            let daemon = try site.serve()
            try site.gateway.wait(for: 30)
            try site.watch.wait(for: "everybody decided") {
                try store.due() == 0 && store.count(.accepted) == 30
            }
            #expect(try site.stop(daemon) == .exited(0))
            #expect(Set(site.gateway.messages.map(\.to)) == Set((1...30).map(Portfolio.phone)))
        }

        /// What came in as a reply belongs to the address, and no file takes it back.
        @Test func anOptOutSurvivesEveryImport() throws {
            let site = try Site()
            defer { site.close() }
            try site.take(Portfolio(1...2), options: Self.asOf)
            let daemon = try site.serve()
            try site.gateway.wait(for: 2)
            let refusal = CallbackSender.reply("T", from: Portfolio.phone(1))
            #expect(try site.callbacks.post(refusal) == 200)
            try site.take(Portfolio(1...2), options: Self.newer)
            // The same number under another customer's name, and new debts for both.
            let day = Portfolio.day(before: 5)
            let shared =
                "customer,name,phone,debt,account,product,minimum_due,due_date\n"
                + "C77,李,\(Portfolio.phone(1)),D77,1234,信用卡,50.00,\(day)\n"
                + "C2,王2,\(Portfolio.phone(2)),D78,1235,信用卡,50.00,\(day)\n"
            try site.take(shared, file: "shared.csv", options: Self.newer)
            try site.gateway.wait(for: 3)
            try site.watch.wait(for: "everybody decided") { try site.store().due() == 0 }
            #expect(try site.stop(daemon) == .exited(0))
            #expect(site.gateway.messages.count { $0.to == Portfolio.phone(1) } == 1)
            #expect(site.gateway.messages.count { $0.to == Portfolio.phone(2) } == 2)
        }

        /// T-89: who has paid is not written to any more, except by what was leaving already.
        @Test func aPaymentBesideTheDaemonIsHeeded() throws {
            let options = Site.Options(inFlight: 4, window: 8, gatewayDelayMilliseconds: 30)
            let site = try Site(options)
            defer { site.close() }
            try site.take(Portfolio(1...300), options: Self.asOf)
            let daemon = try site.serve()
            try site.gateway.wait(for: 30)
            var payments = "reference,debt,amount,at\n"
            for number in 1...300 {
                payments += "P\(number),D\(number),123.45,2026-11-21T08:00:00Z\n"
            }
            let outcome = try site.take(
                payments,
                file: "payments.csv",
                options: ["--kind", "payments"]
            )
            let leaving = Set(
                try site.store().contacts().filter { $0.state == .leaving }.map(\.id)
            )
            let paid = Date().timeIntervalSince1970
            #expect(outcome.ending == .exited(0))
            #expect(leaving.count <= options.window)
            try site.watch.wait(for: "everybody decided") {
                try site.store().due() == 0 && site.store().count(.leaving) == 0
            }
            #expect(try site.stop(daemon) == .exited(0))
            let late = site.gateway.messages.filter { $0.at > paid }
            #expect(late.allSatisfy { leaving.contains($0.contact) })
            #expect(site.gateway.count < 300)
        }
    }
}
