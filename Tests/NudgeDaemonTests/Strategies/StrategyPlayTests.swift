import NudgeConfig
import NudgeCore
import NudgeTestKit
import Testing

@testable import NudgeDaemon

/// Each shipped strategy, loaded as the daemon would and played for sixty days.
@Suite("The shipped strategies")
struct StrategyPlayTests {
    private static let days = 60
    private static let customers = 700

    struct Shipped: Sendable, CustomTestStringConvertible {
        var name: String
        var rulebooks = ["cn-mainland"]
        var testDescription: String { "\(name) with \(rulebooks.joined(separator: ", "))" }
    }

    static let shipped: [Shipped] = [
        Shipped(name: "standard"),
        Shipped(name: "stratified-cards"), Shipped(name: "graded"), Shipped(name: "rural"),
        Shipped(name: "one-limit"),
        Shipped(name: "one-limit", rulebooks: ["cn-mainland", "house-one-limit"]),
        Shipped(name: "young-loan"),
    ]

    @Test(arguments: shipped)
    func loadsWithoutAWarning(shipped: Shipped) throws {
        let folder = try StrategyFolder(strategy: shipped.name, rulebooks: shipped.rulebooks)
        let result = folder.load()
        #expect(result.problems.map(\.description) == [])
        #expect(result.assembled?.rules.ruleset.strategy.name == shipped.name)
    }

    /// A step of a tier, and the channel that it used; none: a case.
    private struct Use: Hashable {
        var tier: Int
        var step: Int
    }

    @Test(arguments: shipped)
    func everyStepIsSaidInWordsThatMayLeave(shipped: Shipped) throws {
        let folder = try StrategyFolder(strategy: shipped.name, rulebooks: shipped.rulebooks)
        let rules = try #require(folder.load().assembled).rules
        let forecast = Forecast(rules: rules.ruleset)
        let start = StrategyFolder.start
        var used: Set<Use> = []
        var problems: Set<String> = []
        for facts in StrategyPortfolio.customers(Self.customers, seed: 3, at: start) {
            let course = forecast.course(facts, from: start, until: start + .days(Self.days))
            for entry in course.contacts {
                used.insert(Use(tier: entry.proposal.tier, step: entry.proposal.step))
                problems.formUnion(faults(of: entry.proposal, facts, rules))
            }
            for foreseen in course.cases where foreseen.handOff.kind != .contactRepair {
                used.insert(Use(tier: foreseen.handOff.tier, step: foreseen.handOff.step))
            }
        }
        #expect(problems.sorted() == [])
        let tiers = rules.ruleset.strategy.tiers
        let unused = tiers.indices.flatMap { tier in
            tiers[tier].steps.indices.compactMap { step in
                used.contains(Use(tier: tier, step: step))
                    ? nil : "\(tiers[tier].name)/\(tiers[tier].steps[step].name)"
            }
        }
        #expect(unused == [])
    }

    /// Rendered as the daemon renders, on the day of the contact.
    private func faults(
        of proposal: Proposal,
        _ facts: CustomerFacts,
        _ rules: RulesInForce
    ) -> [String] {
        let step = rules.ruleset.strategy.tiers[proposal.tier].steps[proposal.step]
        let name = step.channels[proposal.stepChannel].template
        guard let template = rules.template(name, proposal.channel) else { return ["no \(name)"] }
        do throws(Composer.Failure) {
            let text = try Composer.render(
                template,
                facts,
                proposal,
                "张三丰",
                rules,
                at: proposal.notBefore
            )
            guard proposal.channel == .sms else { return [] }
            let segments = SMSLength.segments(of: text.body, rule: .mainland)
            return segments <= 2 ? [] : ["\(name).sms takes \(segments) segments: \(text.body)"]
        } catch {
            return ["\(name).\(proposal.channel.name): \(error)"]
        }
    }

    @Test func theHouseLimitCountsCallsAndTextsTogether() throws {
        let folder = try StrategyFolder(
            strategy: "one-limit",
            rulebooks: ["cn-mainland", "house-one-limit"]
        )
        let rules = try #require(folder.load().assembled).rules.ruleset
        let start = StrategyFolder.start
        for facts in StrategyPortfolio.customers(200, seed: 4, at: start) {
            let times = Forecast(rules: rules)
                .run(facts, from: start, until: start + .days(Self.days)).map(\.proposal.notBefore)
            for (earlier, later) in zip(times, times.dropFirst()) {
                #expect(later - earlier >= .days(7))
            }
        }
    }
}
