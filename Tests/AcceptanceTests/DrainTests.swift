import Foundation
import NudgeCore
import NudgeTestKit
import Testing

extension Acceptance {
    @AcceptanceThread struct DrainTests {
        private static let customers = 300

        /// T-25: SIGTERM loses nothing, leaves nothing in doubt, and the rest goes out afterwards.
        @Test func aDrainLeavesNothingInDoubt() throws {
            let site = try Site(
                .init(inFlight: 4, window: 32, gatewayDelayMilliseconds: 20)
            )
            defer { site.close() }
            try site.take(Portfolio(1...Self.customers))
            let first = try site.serve()
            try site.gateway.wait(for: 50)
            #expect(try site.stop(first) == .exited(0))
            let store = try site.store()
            #expect(try store.count(.unknown) == 0)
            #expect(try store.count(.leaving) == 0)
            #expect(try store.count(.accepted) == site.gateway.count)
            #expect(site.gateway.count < Self.customers)
            let second = try site.serve()
            try site.watch.wait(for: "the rest") {
                try store.count(.accepted) == Self.customers
            }
            #expect(try site.stop(second) == .exited(0))
            #expect(Set(site.gateway.messages.map(\.to)).count == Self.customers)
            #expect(site.gateway.count == Self.customers)
        }

        /// T-28: the second one refuses, and the first goes on.
        @Test func aSecondDaemonOnOneStoreRefuses() throws {
            let site = try Site()
            defer { site.close() }
            try site.take(Portfolio(1...2))
            let first = try site.serve()
            let second = try site.start(["serve"])
            #expect(try second.waitForEnding() == .exited(1))
            #expect(second.errors.contains("another instance (process \(first.id))"))
            #expect(second.errors.contains("stop it"))
            try site.gateway.wait(for: 2)
            #expect(try site.stop(first) == .exited(0))
            // Its lock ends with it.
            let third = try site.serve()
            #expect(try site.stop(third) == .exited(0))
        }
    }
}
