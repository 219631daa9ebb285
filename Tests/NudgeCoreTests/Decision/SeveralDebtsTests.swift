import NudgeCore
import NudgeTestKit
import Testing

@Suite("Decide: several debts of one customer")
struct SeveralDebtsTests {
    private func walk(
        _ debts: [Debt],
        _ rules: Ruleset = .fixture(windows: [.fixture("08:00", "22:00")]),
        from: String = "2026-11-10 00:00"
    ) -> Walk {
        Walk(.fixture(debts: debts), rules, from: from)
    }

    private let pair = [Debt.fixture(1, due: "2026-11-10"), .fixture(2, due: "2026-11-10")]

    @Test func debtsDueOnOneDayAreOneMessage() {
        var walk = walk(pair)
        walk.run(until: "2026-11-30 00:00")
        #expect(walk.sent.map(\.proposal.occasions.count) == [2, 2])
        #expect(walk.facts.history.map { 1 + $0.moreOccasions.count } == [2, 2])
    }

    @Test func orTwoWhereTheStepSaysSo() {
        let rules = Ruleset.fixture(tiers: [.fixture(.fixture(days: [0], mergesDebts: false))])
        var walk = walk(pair, rules)
        walk.run(until: "2026-11-30 00:00")
        #expect(Set(walk.log) == ["2026-11-10 sms 1@0", "2026-11-10 sms 2@0"])
        #expect(walk.log.count == 2)
    }

    @Test func payingOneOfTwoDoesNotRepeatTheOther() {
        // T-97
        var walk = walk(pair)
        walk.run(until: "2026-11-11 00:00")
        #expect(walk.sent.count == 1)
        walk.facts.debts[0].paidSince = 10_000
        walk.now = .shanghai("2026-11-10 20:00")
        walk.run(until: "2026-11-30 00:00")
        #expect(walk.log.dropFirst() == ["2026-11-13 sms 2@3"])
    }

    @Test func aCapPerDebtIsAskedForEveryDebtOfAMessage() {
        // The second debt was spoken of yesterday at noon: within the last day, at nine.
        let cap = CapRule.fixture(most: 1, per: .rolling(.hours(24)), counts: .debt)
        let rules = Ruleset.fixture(
            caps: [cap],
            tiers: [.fixture(.fixture(days: [0], preferred: ("09:00", "21:00")))]
        )
        var chance = SeededGenerator(seed: 5)
        for _ in 0..<60 {
            let yesterday = Instant.shanghai("2026-11-09 09:00") + .minutes(chance.int(0...700))
            var walk = walk(pair, rules)
            walk.facts.id = CustomerID(Int64(chance.int(1...1000)))
            walk.facts.history = [.fixture(at: yesterday, debt: 2)]
            walk.run(until: "2026-11-11 00:00")
            for (at, proposal) in walk.sent
            where proposal.occasions.contains(where: { $0.debt == DebtID(2) }) {
                #expect(at - yesterday >= .hours(24), "history at \(yesterday)")
            }
        }
    }

    private let ranked = Ruleset.fixture(
        caps: [.fixture(most: 1, per: .calendarDay)],
        tiers: [
            Tier(
                name: "overdue",
                match: TierMatch(daysFrom: 1),
                steps: [.fixture(days: [1, 2, 3, 4], preferred: ("15:00", "16:00"))]
            ),
            Tier(
                name: "due",
                match: TierMatch(daysFrom: -9),
                steps: [.fixture(days: [-3, 0], preferred: ("09:00", "10:00"))]
            ),
        ]
    )

    @Test func theLastPlaceOfTheDayIsKeptForTheMoreImportant() {
        // In the morning the lesser debt could go; the day's one place belongs to the other.
        var walk = walk([.fixture(1, due: "2026-11-10"), .fixture(2, due: "2026-11-09")], ranked)
        walk.run(until: "2026-11-11 00:00")
        #expect(walk.log == ["2026-11-10 sms 2@1"])
    }

    @Test func aRivalForAnotherChannelBlocksNobody() {
        var rules = ranked
        rules = .fixture(
            caps: [.fixture(most: 1, per: .calendarDay, scope: .sms)],
            tiers: [
                ranked.strategy.tiers[0],
                Tier(
                    name: "due",
                    match: TierMatch(daysFrom: -9, daysTo: -1),
                    steps: [.fixture(days: [-3], preferred: ("09:00", "10:00"))]
                ),
                Tier(
                    name: "today",
                    match: TierMatch(daysFrom: 0),
                    steps: [
                        .fixture(days: [0], channels: [.email], preferred: ("10:00", "11:00"))
                    ]
                ),
            ]
        )
        var walk = walk(
            [
                .fixture(1, due: "2026-11-09"), .fixture(2, due: "2026-11-13"),
                .fixture(3, due: "2026-11-10"),
            ],
            rules
        )
        walk.run(until: "2026-11-11 00:00")
        #expect(walk.log == ["2026-11-10 email 3@0", "2026-11-10 sms 1@1"])
    }

    @Test(arguments: 1...150)
    func theOrderOfTheDebtsDoesNotMatter(_ seed: UInt64) {
        var chance = SeededGenerator(seed: seed)
        let debts = (1...4).map { id in
            Debt.fixture(
                Int64(id),
                due: CivilDate.fixture("2026-11-08").description,
                minimumDue: 10_000 + Int64(chance.int(0...3) * 1000)
            )
        }.map { debt in
            var debt = debt
            debt.dueDate = debt.dueDate + chance.int(-3...3)
            return debt
        }
        let rules = chance.pick([
            ranked, .mainland,
            .fixture(tiers: [
                .fixture(
                    .fixture(
                        days: [-3, 0, 1, 2, 3],
                        preferred: ("09:00", "09:01"),
                        mergesDebts: false
                    )
                )
            ]),
        ])
        var one = walk(debts, rules, from: "2026-11-05 00:00")
        one.run(until: "2026-11-20 00:00")
        var two = walk(debts.shuffled(using: &chance), rules, from: "2026-11-05 00:00")
        two.run(until: "2026-11-20 00:00")
        let first = one.sent.map { "\($0.at) \($0.proposal.occasions[0])" }
        #expect(first == two.sent.map { "\($0.at) \($0.proposal.occasions[0])" }, "seed \(seed)")
    }
}
