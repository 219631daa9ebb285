import Foundation
import NudgeCore
import NudgeTestKit
import Testing

extension Acceptance {
    /// kill -9 of the real binary while it joins messages, goes on to another gateway, and sends
    /// again: what the gateways took, message by message, against the store.
    @AcceptanceThread struct GatewayKillTests {
        nonisolated private static let customers = 1_000
        nonisolated private static let kills = 12
        nonisolated private static let window = 60

        /// T-58: batches of twenty; some are refused as a whole, and their messages go singly.
        @Test func batchesLoseNothingAndSendNothingTwice() throws {
            let site = try Site()
            defer { site.close() }
            let gateway = try CountingGateway(
                watch: site.watch,
                delayMilliseconds: 10,
                accepted: { items in
                    let results = items.map { #"{"to":"\#($0.to)","code":"ok"}"# }
                    return .answer(
                        body: #"{"code":0,"results":[\#(results.joined(separator: ","))]}"#
                    )
                },
                react: { sight in
                    sight.items.count > 1 && sight.number % 7 == 0
                        ? .refuse(.answer(body: #"{"code":9}"#)) : .take
                }
            )
            try site.write("Config/gateways/gate.yaml", Self.batches(gateway.url))
            let seed = try live(site) { gateway.taken.count }
            #expect(gateway.sights.contains { $0.items.count > 5 }, "seed \(seed)")
            try expectAgreement(site, [gateway], seed: seed)
        }

        /// T-66: a third is surely refused by the first gateway, and goes on to the second.
        @Test func failoverLosesNothingAndSendsNothingTwice() throws {
            let site = try Site()
            defer { site.close() }
            let first = try Self.single(site) { sight in
                guard Self.hash(sight.items[0].to) % 3 == 0 else { return .take }
                return .refuse(
                    .answer(status: 422, body: #"{"error":{"code":"misconfigured"}}"#)
                )
            }
            let second = try Self.single(site) { _ in .take }
            try site.write("Config/gateways/gate.yaml", Self.webhook(first.url, "order: 1"))
            try site.write("Config/gateways/other.yaml", Self.webhook(second.url, "order: 2"))
            let seed = try live(site) { first.taken.count + second.taken.count }
            #expect(second.taken.count > Self.customers / 5, "seed \(seed)")
            try expectAgreement(site, [first, second], seed: seed)
            // The store names the gateway that took it.
            let names = try site.store().gateways()
            for (gateway, name) in [(first, "gate"), (second, "other")] {
                let others = gateway.taken.filter { names[$0.contact] != name }
                #expect(others.isEmpty, "seed \(seed)")
            }
        }

        /// T-57: what is in doubt is sent again, the same bytes, and the vendor tells the repeats.
        @Test func repeatsAreTheSameBytesAndEverybodyIsSettled() throws {
            let site = try Site()
            defer { site.close() }
            let gateway = try Self.single(site) { sight in
                // A repeat is told from its id, and nobody gets it twice.
                if sight.repeats > 0 { return .refuse(Self.accepted) }
                // Some answers are lost on their way.
                return Self.hash(sight.items[0].id) % 16 == 0 ? .takeAndSay(.close) : .take
            }
            try site.write(
                "Config/gateways/gate.yaml",
                Self.webhook(gateway.url, "order: 1", dedup: "vendor within 24h")
            )
            let seed = try live(site) { gateway.taken.count }
            let daemon = try site.serve()
            let store = try site.store()
            // The first repeat comes after half a minute.
            try site.watch.wait(for: "everybody's end", atMost: 180) {
                try store.count(.accepted) == Self.customers
            }
            #expect(try site.stop(daemon) == .exited(0), "seed \(seed)")
            let sights = Dictionary(grouping: gateway.sights) { $0.items[0].id }
            #expect(sights.values.contains { $0.count > 1 }, "seed \(seed)")
            #expect(sights.values.allSatisfy { Set($0.map(\.body)).count == 1 }, "seed \(seed)")
            try expectAgreement(site, [gateway], seed: seed)
            #expect(try store.count(.unknown) == 0, "seed \(seed)")
        }

        // MARK: - A run

        /// Imports everybody, kills at random places of the stream, and lets the last life finish.
        private func live(_ site: Site, taken: () -> Int) throws -> UInt64 {
            #expect(try site.take(Portfolio(1...Self.customers)).ending == .exited(0))
            let seed = UInt64.random(in: 0 ... .max)
            var generator = SeededGenerator(seed: seed)
            let share = Self.customers / (Self.kills + 2)
            let store = try site.store()
            for _ in 1...Self.kills {
                let daemon = try site.serve()
                let wanted = taken() + Int.random(in: 0...share, using: &generator)
                // What a kill left in doubt does not come any more.
                try site.watch.wait(for: "\(wanted) messages", atMost: 60) {
                    try taken() >= wanted || store.customersWritten() == Self.customers
                }
                let delay = Double.random(in: 0...0.05, using: &generator)
                _ = try? site.watch.wait(for: "the instant", atMost: delay) { false }
                daemon.kill()
                #expect(try daemon.waitForEnding() == .killed(signal: SIGKILL))
            }
            let daemon = try site.serve()
            try site.watch.wait(for: "everybody", atMost: 120) {
                try store.customersWritten() == Self.customers && store.count(.leaving) == 0
            }
            #expect(try site.stop(daemon) == .exited(0), "seed \(seed)")
            return seed
        }

        /// What the gateways took and what the store knows, contact by contact.
        private func expectAgreement(
            _ site: Site,
            _ gateways: [CountingGateway],
            seed: UInt64
        ) throws {
            let contacts = try site.store().contacts()
            let taken = gateways.flatMap(\.taken)
            #expect(Set(taken.map(\.id)).count == taken.count, "seed \(seed)")
            #expect(Set(taken.map(\.to)).count == taken.count, "seed \(seed)")
            let arrived = Set(taken.map(\.contact))
            let byState = Dictionary(grouping: contacts) { $0.state }
            let accepted = Set((byState[.accepted] ?? []).map(\.id))
            let unknown = Set((byState[.unknown] ?? []).map(\.id))
            #expect(accepted.isSubset(of: arrived), "seed \(seed)")
            #expect(arrived.subtracting(accepted).isSubset(of: unknown), "seed \(seed)")
            #expect(unknown.count <= Self.kills * Self.window, "seed \(seed)")
            // Each customer once; all else was surely refused, and nobody took it.
            let written = (byState[.accepted] ?? []) + (byState[.unknown] ?? [])
            #expect(written.count == Self.customers, "seed \(seed)")
            #expect(Set(written.map(\.customer)).count == Self.customers, "seed \(seed)")
            let others = contacts.filter { $0.state != .accepted && $0.state != .unknown }
            #expect(others.allSatisfy { $0.state == .putBack }, "seed \(seed)")
        }

        // MARK: - Gateways

        nonisolated private static let accepted = LoopbackReaction.answer(body: #"{"id":"v-1"}"#)

        private static func single(
            _ site: Site,
            _ react: @escaping @Sendable (CountingGateway.Sight) -> CountingGateway.Reaction
        ) throws -> CountingGateway {
            try CountingGateway(
                watch: site.watch,
                delayMilliseconds: 10,
                accepted: { _ in accepted },
                react: react
            )
        }

        /// The same in every run.
        nonisolated private static func hash(_ text: String) -> UInt64 {
            text.utf8.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x0000_0100_0000_01B3 }
                >> 8
        }

        private static func webhook(
            _ url: String,
            _ route: String,
            dedup: String = "none"
        )
            -> String
        {
            """
            kind: webhook
            channels: [sms]
            url: \(url)send
            schemes: [http]
            secret: {environment: NUDGE_GATE_SECRET}
            timeouts: {connect: 2s, total: 20s}
            in_flight: 8
            window: \(window / 2)
            dedup: \(dedup)
            route: {\(route)}

            """
        }

        private static func batches(_ url: String) -> String {
            """
            kind: http
            channels: [sms]
            url: \(url)send
            schemes: [http]
            request:
              json: {items: {$each: {to: "${to}", id: "${reference}", text: "${content}"}}}
            batch: {size: 20, same: [template]}
            in_flight: 2
            window: \(window)
            answers:
              recipients: {items: results, address: to}
              rules:
                - {when: {status: 200, json: {code: "0"}}, class: accepted}
                - {when: {json: {code: "9"}}, class: split}
              recipient_rules:
                - {when: {json: {code: ok}}, class: accepted}

            """
        }
    }
}
