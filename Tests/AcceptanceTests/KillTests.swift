import Foundation
import NudgeCore
import NudgeTestKit
import Testing

extension Acceptance {
    @AcceptanceThread struct KillTests {
        private static let customers = 5_000
        private static let kills = 20

        /// T-57, T-58: kill -9 at twenty instants while 5,000 contacts go out to a slow gateway.
        @Test func twentyKillsLoseNothingAndSendNothingTwice() throws {
            let options = Site.Options(
                inFlight: 16,
                window: 32,
                gatewayDelayMilliseconds: 20
            )
            let site = try Site(options)
            defer { site.close() }
            #expect(try site.take(Portfolio(1...Self.customers)).ending == .exited(0))
            let seed = UInt64.random(in: 0 ... .max)
            var generator = SeededGenerator(seed: seed)
            for kill in 1...Self.kills {
                let daemon = try site.serve()
                // Some at once, some in the middle of the stream, none twice at the same place.
                let goal = Self.customers * kill / (Self.kills + 2)
                let missing = max(goal - site.gateway.count, 0)
                let wanted = site.gateway.count + Int.random(in: 0...missing, using: &generator)
                try site.gateway.wait(for: wanted)
                let delay = Double.random(in: 0...0.05, using: &generator)
                _ = try? site.watch.wait(for: "the instant", atMost: delay) { false }
                daemon.kill()
                #expect(try daemon.waitForEnding() == .killed(signal: SIGKILL))
            }
            let daemon = try site.serve()
            let store = try site.store()
            try site.watch.wait(for: "everybody", atMost: 60) {
                try store.customersWritten() == Self.customers && store.count(.leaving) == 0
            }
            #expect(try site.stop(daemon) == .exited(0), "seed \(seed)")
            try expectAgreement(site, options, seed: seed)
        }

        /// What the server read and what the store knows, contact by contact.
        private func expectAgreement(
            _ site: Site,
            _ options: Site.Options,
            seed: UInt64
        ) throws {
            let contacts = try site.store().contacts()
            let received = site.gateway.messages
            #expect(Set(received.map(\.wireID)).count == received.count, "seed \(seed)")
            #expect(Set(received.map(\.to)).count == received.count, "seed \(seed)")
            let arrived = Set(received.map(\.contact))
            let accepted = Set(contacts.filter { $0.state == .accepted }.map(\.id))
            let unknown = Set(contacts.filter { $0.state == .unknown }.map(\.id))
            #expect(accepted.isSubset(of: arrived), "seed \(seed)")
            #expect(arrived.subtracting(accepted).isSubset(of: unknown), "seed \(seed)")
            #expect(unknown.count <= Self.kills * options.window, "seed \(seed)")
            // Each customer once: in one of the two sets, and in no other state.
            #expect(Set(contacts.map(\.customer)).count == Self.customers, "seed \(seed)")
            #expect(accepted.count + unknown.count == Self.customers, "seed \(seed)")
            #expect(contacts.count == Self.customers, "seed \(seed)")
            let listed = try site.run("contacts", "unknown", "--limit", "10000").output
                .split(separator: "\n").compactMap {
                    $0.split(separator: "\t")[0].split(separator: "-").last
                        .flatMap { Int64($0, radix: 36) }
                }
            #expect(Set(listed) == unknown, "seed \(seed)")
            #expect(listed.count == unknown.count, "seed \(seed)")
        }
    }
}
