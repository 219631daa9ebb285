import Foundation
import NudgeCore
import NudgeTestKit
import Testing

extension Acceptance {
    @AcceptanceThread struct ShadowTests {
        @Test func aShadowOpensNoConnectionAndItsStoreIsKeptApart() throws {
            let site = try Site()
            defer { site.close() }
            let live = try site.read("Config/nudge.yaml")
            try site.write("Config/nudge.yaml", live + "mode: shadow\n")
            try site.take(Portfolio(1...20))
            let shadow = try site.serve()
            #expect(shadow.errors.contains("SHADOW MODE"))
            let store = try site.store()
            try site.watch.wait(for: "everybody decided and answered") {
                try store.due() == 0 && store.count(.accepted) == 20
            }
            #expect(try store.contacts().allSatisfy { $0.reason == "shadow" })
            let status = try site.run("status").output
            #expect(status.contains("*** SHADOW: decides, and sends NOTHING ***"))
            try compare(site)
            // What runs cannot be cleared.
            #expect(try site.run("shadow", "clear", "--yes").ending == .exited(1))
            #expect(try site.stop(shadow) == .exited(0))
            #expect(site.gateway.messages.isEmpty)

            try site.write("Config/nudge.yaml", live)
            let refused = try site.run("serve")
            #expect(refused.ending == .exited(1))
            #expect(refused.errors.contains("nudge shadow clear --yes"))
            #expect(try site.run("shadow", "clear").ending == .exited(1))
            #expect(try store.contacts().count == 20)
            #expect(try site.run("shadow", "clear", "--yes").ending == .exited(0))
            #expect(try store.contacts().isEmpty)

            let daemon = try site.serve()
            try site.gateway.wait(for: 20)
            #expect(try site.stop(daemon) == .exited(0))
            #expect(site.gateway.messages.count == 20)
            try site.write("Config/nudge.yaml", live + "mode: shadow\n")
            #expect(try site.run("serve").ending == .exited(1))
        }

        /// One that both sent, one whom we do not know, one that we sent by another channel.
        private func compare(_ site: Site) throws {
            let now = Date().formatted(.iso8601)
            let day = try #require(
                Instant(parsing: now).map { ZoneRules.shanghai.localDate($0) }
            )
            try site.write(
                "sent.csv",
                """
                customer,channel,at,template
                \(Portfolio.customer(1)),sms,\(now),old-1
                \(Portfolio.customer(2)),push,\(now),old-2
                nobody,sms,\(now),old-3

                """
            )
            let options = ["--sent", site.path("sent.csv"), "--day", "\(day)", "--format", "csv"]
            let child = try site.start(["shadow", "compare"] + options)
            #expect(try child.waitForEnding(atMost: 60) == .exited(0))
            let lines = child.output.split(separator: "\n").map(String.init)
            #expect(lines.count { $0.hasPrefix("both,") } == 1)
            #expect(lines.count { $0.hasPrefix("only-ours,") } == 19)
            #expect(
                lines.contains {
                    $0.hasPrefix("only-theirs,nobody,sms") && $0.contains("unknown-customer")
                }
            )
            #expect(
                lines.contains { $0.hasPrefix("only-theirs,\(Portfolio.customer(2)),push,texts") }
            )
        }
    }
}
