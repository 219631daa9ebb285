import NudgeCore
import NudgeStore
import NudgeTestKit
import Testing

@testable import NudgeDaemon

@Suite("Courtesy answers")
@WorldActor
struct CourtesyTests {
    private static let templates: [ReplyMeaning: String] = [
        .saysPaid: "replies/paid", .hardship: "replies/hardship", .complaint: "replies/complaint",
        .help: "replies/help", .optIn: "replies/in", .optOut: "replies/out",
    ]

    private static func rules(
        caps: [CapRule] = [],
        channels: [Channel] = [.sms],
        confirms: Milliseconds? = nil
    ) -> Ruleset {
        let answers = ReplyMeaning.answered.map { meaning in
            let template = templates[meaning] ?? ""
            return (
                meaning: meaning,
                channels: channels.map { StepChannel(channel: $0, template: template) }
            )
        }
        return .fixture(
            windows: [.fixture("08:00", "21:00")],
            caps: caps,
            tiers: [
                .fixture(.fixture(days: [1], preferred: ("08:00", "09:00"))), .courtesy(answers),
            ],
            optOutConfirmation: confirms
        )
    }

    /// A world whose person had his reminder in the morning; it is noon.
    private func world(_ rules: Ruleset = rules(), _ people: Person...) async throws -> World {
        let world = try World(rules: rules, at: .shanghai("2026-11-10 07:00"))
        world.callbacks.use(Self.policy)
        for person in people.isEmpty ? [Person.withPhone(1)] : people {
            try world.tell(person.facts(due: "2026-11-09"))
        }
        try await world.run(until: "2026-11-10 12:00")
        return world
    }

    private static var policy: ReplyPolicy {
        var policy = ReplyPolicy()
        policy.answers = templates
        return policy
    }

    private func answers(_ world: World) -> [String] {
        world.received.map(\.template).filter { $0.hasPrefix("replies/") }
    }

    @Test(
        "each kind of words has its answer, at once, in spite of the hold that they place",
        arguments: [
            ("已还", "replies/paid"), ("能分期吗", "replies/hardship"), ("我要投诉", "replies/complaint"),
            ("帮助", "replies/help"),
        ]
    )
    func wordsAreAnswered(_ words: String, _ template: String) async throws {
        let world = try await world()
        try await world.reply(words, from: Person.phone(1))
        try await world.run(until: "2026-11-10 12:01")
        #expect(answers(world) == [template])
        let answer = try #require(world.received.last)
        #expect(answer.at == .shanghai("2026-11-10 12:00") && answer.to == Person.phone(1))
        let contact = try #require(try world.contacts(of: "c1").last)
        #expect(contact.tier == "replies" && contact.messageClass == .collection)
        try await world.run(until: "2026-11-11 20:00")
        #expect(answers(world).count == 1)
    }

    @Test(
        "these are never answered: a machine, a wrong person, free words, a refusal",
        arguments: ["自动回复：我在开会", "你打错了", "今天天气不错", "TD"]
    )
    func someWordsAreNot(_ words: String) async throws {
        let world = try await world()
        try await world.reply(words, from: Person.phone(1))
        try await world.run(until: "2026-11-11 20:00")
        #expect(answers(world).isEmpty)
    }

    @Test("once for a reply, once in 24 hours")
    func onceADay() async throws {
        let world = try await world()
        for hour in 12..<20 {
            try await world.run(until: "2026-11-10 \(hour):30")
            try await world.reply("已还", from: Person.phone(1))
        }
        try await world.run(until: "2026-11-11 07:00")
        #expect(answers(world).count == 1)
        // The last words are half a day old when the 24 hours are over; new ones are answered.
        try await world.run(until: "2026-11-11 13:00")
        try await world.reply("帮助", from: Person.phone(1))
        try await world.run(until: "2026-11-11 20:00")
        #expect(answers(world).last == "replies/help")
        #expect(answers(world).count <= 3)
    }

    @Test("words of the night are answered in the morning")
    func theNightIsQuiet() async throws {
        let world = try await world()
        try await world.run(until: "2026-11-10 22:30")
        try await world.reply("已还", from: Person.phone(1))
        try await world.run(until: "2026-11-11 07:59")
        #expect(answers(world).isEmpty)
        #expect(try world.reasons(for: "c1").contains(.outsideWindow))
        try await world.run(until: "2026-11-11 08:30")
        #expect(answers(world) == ["replies/paid"])
        #expect(world.received.last.map { $0.at >= .shanghai("2026-11-11 08:00") } == true)
    }

    @Test("a full cap holds an answer, and one that would come too late is not given")
    func aFullCap() async throws {
        let cap = CapRule.fixture(most: 1, per: .rolling(.days(2)))
        let world = try await world(Self.rules(caps: [cap]))
        #expect(world.received.count == 1)
        try await world.reply("已还", from: Person.phone(1))
        try await world.run(until: "2026-11-13 20:00")
        #expect(answers(world).isEmpty)
    }

    @Test("an answer counts against the caps like any contact")
    func anAnswerCounts() async throws {
        let cap = CapRule.fixture(most: 2, per: .rolling(.days(2)))
        let world = try await world(Self.rules(caps: [cap]))
        try await world.reply("帮助", from: Person.phone(1))
        try await world.run(until: "2026-11-10 12:01")
        #expect(world.received.count == 2)
        #expect(try world.contacts(of: "c1").count == 2)
    }

    @Test("an address that several share, or that refused, gets none")
    func whoIsNotAnswered() async throws {
        let shared = try await world(
            Self.rules(),
            Person.withPhone(1),
            Person.withPhone(2, phone: Person.phone(1))
        )
        try await shared.reply("已还", from: Person.phone(1))
        try await shared.run(until: "2026-11-11 20:00")
        #expect(answers(shared).isEmpty)
        let refused = try await world()
        try await refused.reply("TD", from: Person.phone(1))
        try await refused.reply("帮助", from: Person.phone(1))
        try await refused.run(until: "2026-11-10 12:30")
        #expect(answers(refused).isEmpty)
        #expect(try refused.reasons(for: "c1").contains(.refusedByRecipient))
    }

    @Test("a hold of somebody else's keeps the answer back")
    func aForeignHold() async throws {
        let world = try await world()
        try world.tell([Person.withPhone(1).hold(at: world.now)])
        try await world.reply("已还", from: Person.phone(1))
        try await world.run(until: "2026-11-11 20:00")
        #expect(answers(world).isEmpty)
    }

    @Test("a refusal is confirmed once where every rulebook allows it, within its time")
    func aConfirmation() async throws {
        let world = try await world(Self.rules(confirms: .minutes(5)))
        try await world.reply("TD", from: Person.phone(1))
        try await world.run(until: "2026-11-10 12:01")
        #expect(answers(world) == ["replies/out"])
        try await world.reply("已还", from: Person.phone(1))
        try await world.run(until: "2026-11-12 20:00")
        #expect(answers(world) == ["replies/out"], "he refused")

        let night = try await self.world(Self.rules(confirms: .minutes(5)))
        try await night.run(until: "2026-11-10 22:30")
        try await night.reply("TD", from: Person.phone(1))
        try await night.run(until: "2026-11-11 20:00")
        #expect(answers(night).isEmpty, "quiet hours go before, and then it is too late")
    }

    @Test("a channel without a template gets none, and the trace says so")
    func aChannelWithoutATemplate() async throws {
        let world = try await world(Self.rules(channels: [.email]))
        try await world.reply("已还", from: Person.phone(1))
        try await world.run(until: "2026-11-10 13:00")
        #expect(answers(world).isEmpty)
        #expect(try world.reasons(for: "c1").contains(.noAnswerThere))
    }
}
