import Foundation
import NudgeConfig
import NudgeCore
import Testing

/// The rulebooks that are shipped: each alone, and all of them composed.
struct RulebookShelfTests {
    static let names = ["cn-mainland", "hk", "sg", "tw", "uk", "us"]
    /// A lender's own, to stand beside a region's.
    static let houses = ["house-one-limit"]

    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
        try FileManager.default.copyItem(
            atPath: "\(Repository.path)/Config",
            toPath: "\(folder.path)/Config"
        )
        for name in ShippedTemplates.names {
            try folder.write("Templates/\(name).mustache", "text of \(name)")
        }
    }

    private func load(_ rulebooks: [String]) throws -> ConfigLoad {
        let main = try folder.read("Config/nudge.yaml").replacing(
            "rulebooks: [cn-mainland]",
            with: "rulebooks: [\(rulebooks.joined(separator: ", "))]"
        )
        try folder.write("Config/nudge.yaml", main)
        return ConfigLoader.load(
            configFile: "\(folder.path)/Config/nudge.yaml",
            today: try #require(CivilDate(parsing: "2026-06-01"))
        )
    }

    @Test func noneIsForgotten() throws {
        let files = try FileManager.default.contentsOfDirectory(
            atPath: "\(Repository.path)/Config/rulebooks"
        )
        #expect(files.sorted() == (Self.names + Self.houses).sorted().map { "\($0).yaml" })
    }

    @Test(arguments: names + houses)
    func eachLoadsAlone(_ name: String) throws {
        let load = try load([name])
        #expect(load.problems.map(\.description) == [])
        #expect(load.config?.ruleset.rulebooks.map(\.name) == [name])
    }

    @Test(arguments: names)
    func everyRuleSaysHowSureItIs(_ name: String) throws {
        let rulebook = try #require(try load([name]).config).ruleset.rulebooks[0]
        var bases = rulebook.windows.map(\.basis) + rulebook.caps.map(\.basis)
        bases += rulebook.agreements.map(\.basis) + rulebook.required.map(\.basis)
        bases += rulebook.forbiddenWords.map(\.basis)
        bases += [rulebook.recipientsBasis].compactMap(\.self)
        #expect(bases.allSatisfy { $0.confidence != nil })
        #expect(rulebook.recipientsBasis != nil)
        #expect(!rulebook.recipients.contains(.supplementaryHolder))
    }

    @Test func allComposeAndTheStrictestWins() throws {
        let ruleset = try #require(try load(Self.names).config).ruleset
        let zone = try #require(ruleset.zones["Asia/Shanghai"])
        let collection = WindowQuestion(
            rules: ruleset,
            zone: zone,
            channel: .sms,
            messageClass: .collection
        )
        // The mainland opens at 08:00, Taiwan at 07:00, the United Kingdom at 09:00 on weekdays.
        func at(_ text: String) throws -> Instant { try #require(Instant(parsing: text)) }
        let monday = collection.opening(from: try at("2026-11-23T00:00:00+08:00"))
        #expect(monday?.from == (try at("2026-11-23T09:00:00+08:00")))
        #expect(monday?.until == (try at("2026-11-23T21:00:00+08:00")))
        let sunday = collection.opening(from: try at("2026-11-22T10:00:00+08:00"))
        #expect(sunday?.from == (try at("2026-11-23T09:00:00+08:00")))
        // Each alone is open then: what closes it is told by name.
        let closed = try #require(collection.closedBy(at: try at("2026-11-22T10:00:00+08:00")))
        #expect(ruleset.rulebooks[Int(closed.rulebook)].name == "uk")
        // One a day by the United Kingdom's rulebook, two by the mainland's.
        let contact = PastContact(
            id: ContactID(1),
            at: try at("2026-11-23T10:00:00+08:00"),
            channel: .email,
            messageClass: .collection,
            point: PointID(1),
            state: .delivered,
            occasion: Occasion(
                debt: DebtID(1),
                spell: 1,
                dueDate: try #require(CivilDate(parsing: "2026-11-20")),
                stepDay: 3,
                purpose: .overdue
            )
        )
        let caps = CapQuestion(
            rules: ruleset,
            zone: zone,
            channel: .sms,
            messageClass: .collection,
            point: PointID(2),
            debts: [DebtID(2)],
            own: [contact],
            shared: []
        )
        let full = try #require(caps.full(at: try at("2026-11-23T15:00:00+08:00")))
        #expect(ruleset.rulebooks[Int(full.rulebook)].name == "uk")
        #expect(full.freeAt == (try at("2026-11-24T00:00:00+08:00")))
    }

    /// An agreement opens what the rulebook lets it open, and nothing of the others.
    @Test func anAgreementOpensNoOtherRulebook() throws {
        let ruleset = try #require(try load(["cn-mainland", "uk"]).config).ruleset
        let zone = try #require(ruleset.zones["Asia/Shanghai"])
        var facts = CustomerFacts(id: CustomerID(1), reference: "C1")
        facts.agreements = [
            Agreement(name: "night-contact", isGiven: true, asOf: .distantPast)
        ]
        func question(_ rules: Ruleset) -> WindowQuestion {
            WindowQuestion(
                rules: rules,
                zone: zone,
                channel: .sms,
                messageClass: .collection,
                agreements: rules.agreements(of: facts)
            )
        }
        let night = try #require(Instant(parsing: "2026-11-23T23:00:00+08:00"))
        #expect(question(ruleset).closedBy(at: night) != nil)
        let mainland = Ruleset(
            generation: 0,
            rulebooks: [ruleset.rulebooks[0]],
            strategy: ruleset.strategy,
            zones: ruleset.zones,
            calendar: ruleset.calendar,
            gateways: ruleset.gateways
        )
        #expect(question(mainland).closedBy(at: night) == nil)
    }
}
