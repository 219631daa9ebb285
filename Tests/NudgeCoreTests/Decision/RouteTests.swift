import NudgeCore
import NudgeTestKit
import Testing

@Suite("Decide: which gateway")
struct RouteTests {
    private static func gateway(
        _ name: String,
        order: Int = 1,
        weight: Int = 1,
        templates: Set<String>? = nil
    ) -> GatewayProfile {
        GatewayProfile(
            name: name,
            channels: [.sms],
            hasReceipts: true,
            order: order,
            weight: weight,
            templates: templates
        )
    }

    private static func rules(_ gateways: [GatewayProfile]) -> Ruleset {
        .fixture(tiers: [.fixture(.fixture(days: [0]))], gateways: gateways)
    }

    /// The gateway that each of many customers' message goes through; `nil`: none.
    private func choices(
        _ rules: Ruleset,
        _ conditions: Conditions = .normal,
        count: Int = 2000
    ) -> [String?] {
        (1...count).map { number in
            var facts = CustomerFacts.fixture(debts: [.fixture(due: "2026-11-10")])
            facts.id = CustomerID(Int64(number))
            let decision = decide(
                facts,
                rules: rules,
                conditions: conditions,
                at: .shanghai("2026-11-10 20:00")
            )
            return decision.action.contact.map { rules.gateways[$0.gateway].name }
        }
    }

    private func part(_ name: String, of choices: [String?]) -> Double {
        Double(choices.count { $0 == name }) / Double(choices.count)
    }

    @Test func weightsShareTheMessagesAndTheSameOccasionChoosesTheSame() {
        let rules = Self.rules([Self.gateway("a", weight: 3), Self.gateway("b")])
        let choices = choices(rules)
        #expect(abs(part("a", of: choices) - 0.75) < 0.04)
        #expect(choices == self.choices(rules))
    }

    @Test func aLowerOrderIsAskedFirst() {
        let rules = Self.rules([Self.gateway("second", order: 2), Self.gateway("first")])
        #expect(Set(choices(rules)) == ["first"])
        let stopped = Conditions(stops: [Stop(scope: .gateway("first"))])
        #expect(Set(choices(rules, stopped)) == ["second"])
    }

    @Test(arguments: [
        Conditions(stops: [Stop(scope: .gateway("a"))]),
        Conditions(stops: [Stop(scope: .draining("a"))]),
        Conditions(waitingGateways: ["a"]),
    ])
    func whatCannotTakeItIsGoneAround(_ conditions: Conditions) {
        let rules = Self.rules([Self.gateway("a"), Self.gateway("b")])
        #expect(Set(choices(rules, conditions)) == ["b"])
    }

    @Test func whereAllWaitOneIsWaitedFor() {
        let rules = Self.rules([Self.gateway("a"), Self.gateway("b")])
        let conditions = Conditions(waitingGateways: ["a", "b"])
        #expect(Set(choices(rules, conditions)) == ["a", "b"])
    }

    @Test func whereAllAreStoppedItIsHeldForThatReason() {
        let rules = Self.rules([Self.gateway("a"), Self.gateway("b")])
        let conditions = Conditions(stops: [
            Stop(scope: .gateway("a")), Stop(scope: .draining("b")),
        ])
        let decision = decide(
            .fixture(debts: [.fixture(due: "2026-11-10")]),
            rules: rules,
            conditions: conditions,
            at: .shanghai("2026-11-10 20:00")
        )
        #expect(decision.action.contact == nil)
        #expect(decision.trace.entries.contains { $0.reason == .gatewayStopped })
    }

    @Test func aFailingSupplierKeepsAFewAndOnlyThoseMove() {
        let rules = Self.rules([Self.gateway("a"), Self.gateway("b")])
        let all = choices(rules)
        let few = choices(rules, Conditions(shares: ["a": 10]))
        #expect(abs(part("a", of: few) - 0.09) < 0.03)
        #expect(zip(all, few).allSatisfy { $0 == $1 || ($0 == "a" && $1 == "b") })
    }

    @Test func aGatewayGetsOnlyTheTemplatesThatItCarries() {
        let rules = Self.rules([
            Self.gateway("a", templates: ["other"]), Self.gateway("b", order: 2),
        ])
        #expect(Set(choices(rules)) == ["b"])
        let nobody = Self.rules([Self.gateway("a", templates: ["other"])])
        #expect(Set(choices(nobody)) == [nil])
    }

    @Test func hoursOfTheGatewayNarrowTheWindow() {
        var gateway = GatewayProfile.everything
        gateway.hours = OpenHours(from: 10 * 60, until: 11 * 60)
        gateway.closingMargin = .minutes(5)
        let rules = Ruleset.fixture(
            windows: [.fixture("08:00", "22:00")],
            tiers: [.fixture(.fixture(days: [0, 1], preferred: ("08:00", "20:00")))],
            gateways: [gateway]
        )
        for number in 1...50 {
            var facts = CustomerFacts.fixture(debts: [.fixture(due: "2026-11-10")])
            facts.id = CustomerID(Int64(number))
            var walk = Walk(facts, rules, from: "2026-11-10 00:00")
            walk.run(until: "2026-11-12 00:00")
            #expect(walk.sent.count == 2)
            for sent in walk.sent {
                let minute = Int(ZoneRules.shanghai.local(sent.at).milliseconds / 60_000)
                #expect((600..<655).contains(minute), "minute \(minute)")
                #expect(sent.proposal.notAfter.milliseconds % 3_600_000 == 55 * 60_000)
            }
        }
    }

    @Test func aLimitPerRecipientHoldsTheContactAndSaysSo() {
        var gateway = GatewayProfile.everything
        gateway.recipientLimits = [RecipientLimit(most: 1, period: .day)]
        let rules = Ruleset.fixture(
            tiers: [.fixture(.fixture(days: [0], mergesDebts: false))],
            gateways: [gateway]
        )
        let facts = CustomerFacts.fixture(debts: [
            .fixture(1, due: "2026-11-10"), .fixture(2, due: "2026-11-10"),
        ])
        var walk = Walk(facts, rules, from: "2026-11-10 00:00")
        walk.run(until: "2026-11-10 20:00")
        #expect(walk.sent.count == 1)
        walk.now = .shanghai("2026-11-10 20:00")
        #expect(walk.decision().trace.entries.contains { $0.reason == .gatewayLimit })
        walk.run(until: "2026-11-12 00:00")
        #expect(walk.sent.count == 2)
    }
}
