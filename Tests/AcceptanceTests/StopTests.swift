import Foundation
import NudgeCore
import NudgeTestKit
import Testing

extension Acceptance {
    @AcceptanceThread struct StopTests {
        private static let customers = 400

        /// Nothing of what is stopped reaches the server later than a second after the command.
        @Test func aStopBitesWithinASecondAndSurvivesARestart() throws {
            let site = try Site(.init(inFlight: 4, window: 32, gatewayDelayMilliseconds: 30))
            defer { site.close() }
            try site.take(Portfolio(1...Self.customers))
            let first = try site.serve()
            try site.gateway.wait(for: 40)
            #expect(try site.run("stop", "--all", "--why", "trial").ending == .exited(0))
            let stopped = Date().timeIntervalSince1970
            let store = try site.store()
            try site.watch.wait(for: "the answers to what was leaving") {
                try store.count(.leaving) == 0
            }
            #expect(try store.count(.unknown) == 0)
            #expect(try site.stop(first) == .exited(0))

            let second = try site.serve()
            let status = try site.run("status").output
            #expect(status.contains("STOPPED"))
            #expect(status.contains("trial"))
            try site.watch.wait(for: "a second since the stop") {
                Date().timeIntervalSince1970 > stopped + 1.5
            }
            let before = site.gateway.count
            #expect(before < Self.customers)
            let resumed = Date().timeIntervalSince1970
            #expect(try site.run("resume", "--all").ending == .exited(0))
            try site.gateway.wait(for: Self.customers)
            try site.watch.wait(for: "all answers") {
                try store.count(.accepted) == Self.customers
            }
            #expect(try site.stop(second) == .exited(0))
            let late = site.gateway.messages.filter { $0.at > stopped + 1 && $0.at < resumed }
            #expect(late.isEmpty)
            #expect(Set(site.gateway.messages.map(\.to)).count == Self.customers)
            #expect(site.gateway.count == Self.customers)
            let journal = try store.journal()
            #expect(journal.contains { $0.hasPrefix("stop:") })
            #expect(journal.contains { $0.hasPrefix("resume:") })
        }

        /// The other channel goes on.
        @Test func aChannelIsStoppedAlone() throws {
            let site = try Site()
            defer { site.close() }
            var mails = Portfolio(101...140, suffix: "m")
            mails.product = "分期"
            mails.hasEmail = true
            try site.take(Portfolio(1...40))
            try site.take(mails, file: "mails.csv")
            #expect(try site.run("stop", "--channel", "sms", "--why", "trial").ending == .exited(0))
            let daemon = try site.serve()
            try site.gateway.wait(for: 40)
            try site.watch.wait(for: "all mails accepted") {
                try site.store().count(.accepted) == 40
            }
            #expect(site.gateway.messages.allSatisfy { $0.channel == "email" })
            #expect(try site.run("explain", "C1").output.contains("stop"))
            #expect(try site.run("resume", "--channel", "sms").ending == .exited(0))
            try site.gateway.wait(for: 80)
            #expect(try site.stop(daemon) == .exited(0))
            #expect(site.gateway.messages.count { $0.channel == "sms" } == 40)
            #expect(site.gateway.count == 80)
        }
    }
}
