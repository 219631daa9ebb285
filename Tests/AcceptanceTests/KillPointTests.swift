import Foundation
import NudgeCore
import NudgeTestKit
import Testing

extension Acceptance {
    @AcceptanceThread struct KillPointTests {
        /// `NUDGE_KILL_POINTS=500` for the long run.
        nonisolated private static let points =
            ProcessInfo.processInfo.environment["NUDGE_KILL_POINTS"].flatMap { Int($0) } ?? 50
        nonisolated private static let pointsPerSite = 25
        private static let customers = 40

        /// T-57, T-59: kill -9 of the real binary before a claim, after it, with bytes written,
        /// answered, and before the commit, at a gateway that fails as well.
        @Test(arguments: 1...max(1, points / pointsPerSite))
        func killedAtAnyPointNothingIsLostAndNothingComesTwice(_ run: Int) throws {
            let seed = UInt64.random(in: 0 ... .max)
            let mixture = FaultMixture(seed: seed, faultsInHundred: 15, faults: Self.faults)
            let points = KillPoints(mixture)
            let server = try FaultServer { points.react($0) }
            let site = try Site()
            defer { site.close() }
            try site.write("Config/gateways/gate.yaml", Self.gateway(server.url))
            #expect(try site.take(Portfolio(1...Self.customers)).ending == .exited(0))
            var generator = SeededGenerator(seed: seed)
            for _ in 1...Self.pointsPerSite {
                try live(site, points, &generator)
            }
            points.spare()
            mixture.recover()
            let daemon = try site.serve()
            let store = try site.store()
            var letGo: Set<String> = []
            try site.watch.wait(for: "everybody", atMost: 120) {
                try Self.letGo(&letGo, site, store)
                return try store.customersWritten() + Self.refused(store) >= Self.customers
                    && store.count(.leaving) == 0
            }
            #expect(try site.stop(daemon) == .exited(0), "seed \(seed)")
            let audit = FaultAudit(
                contacts: try Self.contacts(store, like: server.sights),
                sights: server.sights
            )
            let problems = audit.problems()
            #expect(problems == [], "seed \(seed)")
            #expect(Set(audit.contacts.map(\.customer)).count == Self.customers, "seed \(seed)")
        }

        /// Whom three deaths in a row met is set aside, as he should be; the operator lets him go.
        private static func letGo(
            _ known: inout Set<String>,
            _ site: Site,
            _ store: StoreReader
        ) throws {
            let aside = try store.journal().compactMap { line -> String? in
                let words = line.split(separator: " ", maxSplits: 2)
                guard words.count == 3, words[0] == "quarantine:" else { return nil }
                return String(words[2].prefix { $0 != ":" })
            }
            for customer in aside where known.insert(customer).inserted {
                let outcome = try site.run("resume", "--customer", customer)
                #expect(outcome.output.contains("let go: \(customer)"), "\(outcome)")
            }
        }

        /// One life of the daemon, from its start to its violent end.
        private func live(
            _ site: Site,
            _ points: KillPoints,
            _ generator: inout SeededGenerator
        ) throws {
            let daemon = try site.start(["serve"])
            if generator.chance(1, in: 4) {
                // While it starts, recovers, claims: at an instant that no request marks.
                let delay = Double(generator.int(20...200)) / 1000
                _ = try? site.watch.wait(for: "the instant", atMost: delay) { false }
            } else {
                points.aim(
                    at: daemon,
                    KillPoints.Plan(
                        request: generator.int(1...3),
                        delayMilliseconds: Int32(generator.pick([0, 0, 1, 2, 5])),
                        answersFirst: generator.chance(1, in: 2)
                    )
                )
                // When nothing is due any more, no request comes.
                _ = try? site.watch.wait(for: "its death", atMost: 0.5) { daemon.ending != nil }
            }
            daemon.kill()
            #expect(try daemon.waitForEnding() == .killed(signal: SIGKILL), "\(daemon.errors)")
        }

        /// Those that leave everybody with an end within the test's time.
        private static let faults: [FaultReaction] = [
            .end(.close), .end(.reset), .endBeforeBody(.reset), .answer(FaultAnswer(500)),
            .answer(FaultAnswer(503)), .answer(FaultAnswer(429, headers: ["Retry-After: 1"])),
            .answer(FaultAnswer(422, body: "{\"error\":{\"code\":\"bad_recipient\"}}")),
            .answer(FaultAnswer(body: "{\"id\":\"v-1\"}", afterwards: .end(.close))),
            .answer(FaultAnswer(body: "{\"id\":\"v-1\"}", delayMilliseconds: 10)),
        ]

        private static func gateway(_ url: String) -> String {
            """
            kind: webhook
            channels: [sms]
            url: \(url)send
            schemes: [http]
            secret: {environment: NUDGE_GATE_SECRET}
            callback_secrets: [{environment: NUDGE_GATE_SECRET}]
            timeouts: {connect: 2s, total: 20s}
            in_flight: 1
            window: 2
            sure_statuses: [503]
            dedup: none

            """
        }

        private static func refused(_ store: StoreReader) throws -> Int {
            try store.number(
                "SELECT count(DISTINCT customer_id) FROM contact WHERE state ="
                    + " \(ContactState.refused.rawValue) AND customer_id NOT IN (SELECT"
                    + " customer_id FROM contact WHERE state IN (\(counted)))"
            )
        }

        private static let counted = ContactState.allCases.filter(\.countsAgainstCaps)
            .map { "\($0.rawValue)" }.joined(separator: ",")

        /// The store's contacts under their names on the wire.
        private static func contacts(
            _ store: StoreReader,
            like sights: [FaultSight]
        ) throws -> [FaultAudit.Contact] {
            // All names begin with the store's, which every request shows.
            let name = sights.first?.id ?? ""
            let prefix = name.lastIndex(of: "-").map { name[..<$0] } ?? ""
            return try store.contacts().map { contact in
                FaultAudit.Contact(
                    wireID: "\(prefix)-\(String(contact.id, radix: 36))",
                    customer: contact.customer,
                    state: contact.state ?? .leaving,
                    reason: contact.reason ?? ""
                )
            }
        }
    }
}
