import Foundation
import NudgeCore
import NudgeGateways
import NudgeServer
import NudgeStore
import NudgeTestKit
import Testing

@testable import NudgeDaemon

/// Every shipped file, rehearsed from the decision to the receipt over real sockets.
@Suite(.serialized, .timeLimit(.minutes(5)))
struct RehearsalVendorTests {
    @Test(arguments: ShippedGateways.names)
    func whatIsAcceptedIsDelivered(name: String) async throws {
        let play = try await RehearsalPlay(name, words: ["twice"])
        let dialect = play.vendor.dialect
        #expect(play.vendor.tally.reasons.isEmpty)
        #expect(play.states == [dialect.posts(.delivered) ? .delivered : .accepted])
        #expect(play.report.imbalances.isEmpty, "\(play.report.imbalances)")
    }

    @Test(arguments: ShippedGateways.names)
    func aBadAddressIsRemembered(name: String) async throws {
        let play = try await RehearsalPlay(name, words: ["refuse"])
        let dialect = play.vendor.dialect
        let expected: ContactState =
            dialect.says(.badRecipient)
            ? .refused : dialect.posts(.undelivered) ? .undelivered : .accepted
        #expect(play.states == [expected])
        if expected == .refused {
            #expect(play.contacts.allSatisfy { $0.reason == "bad-recipient" })
            #expect(play.taken == 0)
        }
    }

    @Test(arguments: ShippedGateways.names)
    func whatIsThrottledLeavesLater(name: String) async throws {
        let fault = ScriptedFault(end: .messages(1), kind: .rateLimited(waitSeconds: 30))
        let script = FaultScript(faults: [fault])
        let play = try await RehearsalPlay(name, words: ["twice"], script: script)
        #expect(play.taken == 1)
        #expect(play.states.allSatisfy { $0 == .delivered || $0 == .accepted })
        let tally = play.vendor.tally.messages
        let waits = [AnswerRule.Class.rateLimited, .retry].map { tally[$0] ?? 0 }
        #expect(waits.reduce(0, +) == 1, "\(tally)")
    }

    /// Put back by the engine, and sent again under another id.
    @Test(arguments: ["twilio", "bank-platform", "sendgrid", "jpush"])
    func whatItsAddressThrottlesOnceLeavesLater(name: String) async throws {
        let play = try await RehearsalPlay(name, words: ["throttle-once"])
        #expect(play.taken == 1)
        #expect(play.states.allSatisfy { [.delivered, .accepted, .undelivered].contains($0) })
        let tally = play.vendor.tally.messages
        let waits = [AnswerRule.Class.rateLimited, .retry].map { tally[$0] ?? 0 }
        #expect(waits.reduce(0, +) == 1, "\(tally)")
    }

    @Test(arguments: ShippedGateways.names)
    func aWrongKeyStopsTheLaneAndNothingIsTaken(name: String) async throws {
        let play = try await RehearsalPlay(name, words: ["twice", "silent"], hasWrongKey: true)
        #expect(play.taken == 0)
        #expect(play.vendor.tally.refused >= 1)
        #expect(play.states.allSatisfy { $0 != .accepted && $0 != .delivered })
        #expect(play.vendor.tally.refused < 20, "the lane goes on with a wrong key")
    }

    @Test func twoRunsOfTheSameScriptAreTheSame() async throws {
        let faults = [
            ScriptedFault(sharePercent: 30, kind: .rateLimited(waitSeconds: 30)),
            ScriptedFault(sharePercent: 20, kind: .undelivered),
        ]
        let script = FaultScript(seed: 5, faults: faults)
        let words = (1...30).map { "silent+\($0)" }
        let first = try await RehearsalPlay("sendgrid", words: words, script: script)
        let second = try await RehearsalPlay("sendgrid", words: words, script: script)
        #expect(first.taken == second.taken)
        #expect(first.report.imbalances.isEmpty, "\(first.report.imbalances)")
        #expect(first.taken == 30)
    }
}

/// One gateway's file with customers of its channel, played for a day.
struct RehearsalPlay {
    let report: RehearsalReport
    let stage: RehearsalStage
    let contacts: [ContactRecord]
    private let folder: DemoFolder

    /// The last state of each customer's contact.
    var states: [ContactState] {
        var last: [Int64: ContactRecord] = [:]
        for contact in contacts {
            let known = last[contact.customer.value]
            if known == nil || known.map({ $0.id.value < contact.id.value }) == true {
                last[contact.customer.value] = contact
            }
        }
        return last.keys.sorted().compactMap { last[$0]?.state }
    }

    var taken: Int { stage.farEnds[0].sandbox.totals.taken }

    var vendor: RehearsedGateway {
        guard case .vendor(let gateway) = stage.farEnds[0] else {
            preconditionFailure("the gateway has no dialect")
        }
        return gateway
    }

    private static let start = DemoData.date("2026-11-10")

    /// `words`: What the sandbox is to do for each customer: words of magic addresses.
    init(
        _ name: String,
        words: [String],
        script: FaultScript = FaultScript(),
        hasWrongKey: Bool = false
    ) async throws {
        var settings = try ShippedGateways.settings(name)
        let channel = Channel.allCases.first(where: settings.channels.contains) ?? .sms
        settings.channels = [channel]
        let step = Step.fixture(days: [1], channels: [channel])
        let template = step.channels[0].template
        if let first = settings.http?.templates.first {
            settings.http?.templates = [
                VendorTemplate(
                    name: template,
                    code: first.code,
                    parameters: .list([VendorTemplate.Parameter(name: "1", source: "{{姓名}}")])
                )
            ]
            if case .named? = settings.http?.templates.first.map({ _ in first.parameters }) {
                settings.http?.templates[0].parameters = .named([
                    VendorTemplate.Parameter(name: "name", source: "{{姓名}}")
                ])
            }
        }
        let portfolio = DemoPortfolio(
            start: RehearsalPlay.start,
            days: 1,
            customers: words.enumerated().map {
                RehearsalPlay.customer($0 + 1, word: $1, kind: channel.addressKind)
            }
        )
        let rules = try RulesInForce.fixture(
            .fixture(windows: [.fixture("08:00", "22:00")], tiers: [.fixture(step)]),
            gateways: [settings]
        )
        let ground = RehearsalGround([settings], makesUpSecrets: true, environment: [:])
        folder = try DemoFolder(keptIn: nil, name: "nudge-play-\(UUID().uuidString)")
        stage = try RehearsalStage(
            rules: rules,
            ground: ground,
            script: script,
            storePath: folder.storePath,
            start: portfolio.beginsAt
        )
        let demo = try await stage.play(
            portfolio,
            options: DemoOptions(
                configFile: "",
                days: 1,
                customers: words.count,
                keepIn: nil,
                terminalWidth: nil,
                hasColours: false
            ),
            wall: WallClock(),
            sender: hasWrongKey ? ground.withOtherKeys : nil,
            output: { _ in }
        )
        report = try stage.report(demo)
        var contacts: [ContactRecord] = []
        for customer in try stage.world.store.customers(after: nil, limit: 1000) {
            contacts += try stage.world.store.contacts(of: customer.facts.id, limit: 1000)
        }
        self.contacts = contacts
        folder.removeUnlessKept()
    }

    private static func customer(_ number: Int, word: String, kind: AddressKind) -> DemoCustomer {
        let plain = word.split(separator: "+").first.map(String.init) ?? word
        let value = Magic.address(plain, number: number, kind: kind)
        let reference = "c\(number)"
        return DemoCustomer(
            reference: reference,
            customer: CustomerFact(
                reference: reference,
                name: "王伟",
                addresses: [Address(kind: kind, value: value)]
            ),
            debt: DebtFact(
                reference: "d\(number)",
                customer: reference,
                product: "信用卡",
                accountTail: "1234",
                minimumDue: 10_000,
                dueDate: RehearsalPlay.start + -1
            )
        )
    }
}

extension RehearsalGround {
    /// The same gateways with keys that the far end does not know.
    var withOtherKeys: RehearsalGround {
        var changed = settings
        var environment: [String: String] = [:]
        for index in changed.indices {
            guard let description = changed[index].http else { continue }
            for (number, secret) in description.secrets.enumerated() {
                let variable = "OTHER_\(number)"
                changed[index].http?.secrets[number].reference = .environment(variable)
                let text = MadeUpSecrets.text(for: secret.name, in: description)
                environment[variable] = RehearsalGround.other(text)
            }
        }
        return RehearsalGround(changed, makesUpSecrets: false, environment: environment)
    }

    private static func other(_ text: String) -> String {
        if text.hasPrefix("whsec_") { return "whsec_" + MadeUpSecrets.key(of: "another") }
        // Keys of a pair are made anew each time; WeCom's opens callbacks alone.
        if text.contains("PRIVATE KEY") || text.count == 43 { return text }
        return "another-" + text
    }
}
