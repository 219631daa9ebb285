import Foundation
import NudgeCore
import NudgeTestKit
import Testing

extension Acceptance {
    @AcceptanceThread struct PoisonTests {
        /// A customer whose data make the daemon trap is set aside; everybody else is written to.
        @Test func aCustomerThatKillsTheDaemonIsSetAsideAlone() throws {
            let site = try Site()
            defer { site.close() }
            try site.take(Portfolio(1...200))
            let trap = ["NUDGE_FAULT_TRAP_CUSTOMER": "C77"]
            var deaths = 0
            while deaths < 10 {
                let daemon = try site.start(["serve"], environment: trap)
                let store = try site.store()
                try site.watch.wait(for: "a death, or everybody's message") {
                    try daemon.ending != nil || store.count(.accepted) == 199
                }
                guard case .killed = daemon.ending else {
                    #expect(try site.stop(daemon) == .exited(0))
                    break
                }
                deaths += 1
            }
            #expect(deaths == 3)
            let store = try site.store()
            #expect(try store.count(.accepted) == 199)
            #expect(try store.contacts().count == 199)
            let set = try store.journal().filter { $0.hasPrefix("quarantine:") }
            #expect(set.count == 1)
            #expect(set.first?.contains("C77") == true)
            #expect(try site.run("explain", "C77").output.contains("set aside"))
            let aside = "SET ASIDE    1 customer, not decided any more: C77; 'nudge explain C77'"
            let status = try site.run("status").output
            #expect(status.contains(aside), "\(status)")
            #expect(status.contains("'nudge resume --customer C77' lets go"))
            #expect(!site.gateway.messages.map(\.to).contains(Portfolio.phone(77)))
            // Mended, and let go by the operator.
            #expect(try site.run("resume", "--customer", "C77").output.contains("let go: C77"))
            #expect(try !site.run("status").output.contains("SET ASIDE"))
            let mended = try site.serve()
            try site.watch.wait(for: "his message") { try store.count(.accepted) == 200 }
            #expect(try site.stop(mended) == .exited(0))
            #expect(site.gateway.messages.map(\.to).contains(Portfolio.phone(77)))
        }
    }
}
