import Foundation
import NudgeCore
import NudgeTestKit
import Testing

extension Acceptance {
    @AcceptanceThread struct ForesightTests {
        @Test func whatWillGoOutIsToldByContactAndByHour() throws {
            let site = try Site()
            defer { site.close() }
            try site.take(Portfolio(1...12))
            let rows = try site.run("plan", "--days", "2", "--format", "jsonl")
            #expect(rows.ending == .exited(0))
            #expect(rows.output.split(separator: "\n").count == 12)
            #expect(rows.output.contains(#""customer":"C7""#))
            let hours = try site.run("plan", "--days", "2", "--by", "hour", "--format", "csv")
            #expect(hours.ending == .exited(0))
            let counts = hours.output.split(separator: "\n").dropFirst().compactMap { line in
                Int(line.split(separator: ",", omittingEmptySubsequences: false)[3])
            }
            #expect(counts.reduce(0, +) == 12, "\(hours.output)")
            let one = try site.run("plan", "--days", "2", "--customer", "C3")
            #expect(one.output.hasSuffix("1 contacts\n"))
            #expect(try site.run("plan", "--days", "2", "--customer", "C99").ending == .exited(1))
        }

        @Test func otherRulesAreComparedAndNothingIsWritten() throws {
            let site = try Site()
            defer { site.close() }
            try site.take(Portfolio(1...12))
            try site.write(
                "trial/closed.yaml",
                SiteFiles.rulebook.replacingOccurrences(of: "most: 20", with: "most: 0")
            )
            let before = try site.store().number("SELECT sum(revision) FROM customer")
            let outcome = try site.run(
                "simulate",
                "--rulebook",
                site.path("trial/closed.yaml"),
                "--days",
                "3",
                "--format",
                "csv",
                "--details",
                site.path("changes.csv")
            )
            #expect(outcome.ending == .exited(0), "\(outcome.errors)")
            #expect(outcome.output.contains("total,contacts,12,0,-12\n"), "\(outcome.output)")
            #expect(outcome.output.contains("held or dropped,forbidden-by-cap,0,12,12\n"))
            let changes = try site.read("changes.csv").split(separator: "\n").dropFirst()
            #expect(changes.count == 12 && changes.allSatisfy { $0.contains(",removed,") })
            #expect(try site.store().number("SELECT sum(revision) FROM customer") == before)
            let plain = try site.run("simulate", "--days", "3")
            #expect(plain.ending == .exited(64))
            let wrong = try site.run("simulate", "--strategy", "no-such", "--days", "3")
            #expect(wrong.ending == .exited(1) && wrong.errors.contains("no-such.yaml"))
        }

        @Test func whatWasMadeIsListedAndExplained() throws {
            let site = try Site()
            defer { site.close() }
            try site.take(Portfolio(1...3))
            let daemon = try site.serve()
            try site.gateway.wait(for: 3)
            #expect(try site.stop(daemon) == .exited(0))
            let list = try site.run("contacts", "list", "--format", "jsonl")
            #expect(list.ending == .exited(0))
            #expect(list.output.split(separator: "\n").count == 3)
            #expect(list.output.contains(#""address":"+86138****0002""#))
            let past = try site.run("explain", "C2", "--at", "2026-01-01T00:00:00Z")
            #expect(past.output.contains("recorded at the contacts nearest to it"))
            let later = try site.run("explain", "C2", "--at", "2200-01-01T00:00:00Z")
            #expect(later.output.contains("foreseen from now on"), "\(later.errors)")
        }
    }
}
