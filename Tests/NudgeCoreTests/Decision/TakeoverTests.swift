import NudgeCore
import NudgeTestKit
import Testing

/// Customers join at today's step: what the system before has said is not said again.
@Suite("Taking over from the system before")
struct TakeoverTests {
    private let rules = Ruleset.fixture(tiers: [.fixture(.fixture(days: [-3, 1, 5]))])

    private func walk(
        _ contacts: [(day: String, channel: Channel)],
        from start: String,
        rules: Ruleset? = nil,
        due: CivilDate = .fixture("2026-11-10")
    ) -> Walk {
        var facts = CustomerFacts.fixture(debts: [.fixture(due: "2026-11-10")])
        for (index, contact) in contacts.enumerated() {
            let at = Instant.shanghai("\(contact.day) 10:00")
            let offset = ZoneRules.shanghai.localDate(at) - due
            let merge = facts.take(
                over: PastContact(
                    id: ContactID(ContactID.importedLast.value - Int64(index)),
                    at: at,
                    channel: contact.channel,
                    messageClass: offset > 0 ? .collection : .notice,
                    point: PointID(1),
                    state: .delivered,
                    occasion: Occasion(
                        debt: DebtID(1),
                        spell: 1,
                        dueDate: due,
                        stepDay: Int16(offset),
                        purpose: .overdue
                    )
                )
            )
            #expect(merge == .changed(wakes: false))
        }
        return Walk(facts, rules ?? self.rules, from: start)
    }

    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var contacts: [(day: String, channel: Channel)]
        var log: [String]
    }

    static let cases = [
        Case(
            testDescription: "nothing was said",
            contacts: [],
            log: ["2026-11-13 sms 1@1", "2026-11-15 sms 1@5"]
        ),
        Case(
            testDescription: "on the step's day",
            contacts: [("2026-11-11", .sms)],
            log: ["2026-11-15 sms 1@5"]
        ),
        Case(
            testDescription: "a day late, as other systems are",
            contacts: [("2026-11-12", .sms)],
            log: ["2026-11-15 sms 1@5"]
        ),
        Case(
            testDescription: "the step before alone",
            contacts: [("2026-11-07", .sms), ("2026-11-10", .sms)],
            log: ["2026-11-13 sms 1@1", "2026-11-15 sms 1@5"]
        ),
        Case(
            testDescription: "by another channel",
            contacts: [("2026-11-11", .email)],
            log: ["2026-11-13 sms 1@1", "2026-11-15 sms 1@5"]
        ),
    ]

    @Test(arguments: cases)
    func theStepInForceIsNotSaidTwice(_ example: Case) {
        var walk = walk(example.contacts, from: "2026-11-13 00:00")
        walk.run(until: "2026-12-30 00:00")
        #expect(walk.log == example.log)
    }

    @Test func aContactOfAnotherCycleSaysNothingOfThisOne() {
        var walk = walk(
            [("2026-11-12", .sms)],
            from: "2026-11-13 00:00",
            due: .fixture("2026-10-10")
        )
        walk.run(until: "2026-12-30 00:00")
        #expect(walk.log == ["2026-11-13 sms 1@1", "2026-11-15 sms 1@5"])
    }

    @Test func theyCountUnderCaps() {
        let capped = Ruleset.fixture(
            caps: [.fixture(most: 1, per: .rolling(.days(7)))],
            tiers: [.fixture(.fixture(days: [1, 5, 9]))]
        )
        var walk = walk([("2026-11-11", .sms)], from: "2026-11-13 00:00", rules: capped)
        walk.run(until: "2026-11-20 00:00")
        #expect(walk.log == ["2026-11-18 sms 1@5"])
    }

    @Test func theSameAgainChangesNothing() throws {
        var facts = walk([("2026-11-11", .sms)], from: "2026-11-13 00:00").facts
        let again = try #require(facts.history.first)
        #expect(facts.take(over: again) == .unchanged)
        #expect(facts.history.count == 1)
    }
}
