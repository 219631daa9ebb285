import NudgeCore
import NudgeTestKit
import Testing

@Suite("People who share a contact point are forecast together")
struct ForecastGroupTests {
    private static let start = Instant.shanghai("2026-11-01 00:00")
    private static let end = Instant.shanghai("2026-12-01 00:00")

    /// One message a day to one number, whoever it is about.
    private static let rules = Ruleset.fixture(
        windows: [.fixture("08:00", "22:00")],
        caps: [.fixture(most: 1, per: .calendarDay, counts: .contactPoint)],
        tiers: [.fixture(.fixture(days: [0, 3]))]
    )

    private static func sharer(
        _ id: Int64,
        point: Int64 = 1,
        due: String = "2026-11-10"
    )
        -> ForecastMember
    {
        var phone = ContactPoint.phone(point)
        phone.isShared = true
        return ForecastMember(
            facts: .fixture(id: id, points: [phone], debts: [.fixture(id, due: due)])
        )
    }

    private static func days(_ entries: [Forecast.Entry]) -> [String] {
        entries.map { "\($0.customer.value) \(ZoneRules.shanghai.localDate($0.at))" }
    }

    @Test func oneIsPushedAwayByTheOther() {
        let entries = Forecast(rules: Self.rules)
            .run([Self.sharer(1), Self.sharer(2)], from: Self.start, until: Self.end)
        let byDay = Dictionary(
            grouping: entries,
            by: { ZoneRules.shanghai.localDate($0.at) }
        )
        #expect(byDay.values.allSatisfy { $0.count == 1 }, "\(Self.days(entries))")
        #expect(
            Set(byDay.keys.map(\.description)) == [
                "2026-11-10", "2026-11-11", "2026-11-13", "2026-11-14",
            ]
        )
    }

    @Test func theOrderInWhichTheyAreGivenDoesNotMatter() {
        let members = (1...5).map { Self.sharer(Int64($0)) }
        let forecast = Forecast(rules: Self.rules)
        let entries = forecast.run(members, from: Self.start, until: Self.end)
        #expect(
            entries == forecast.run(members.reversed(), from: Self.start, until: Self.end)
        )
        #expect(entries == entries.sorted { ($0.at, $0.customer) < ($1.at, $1.customer) })
    }

    @Test func whoSharesNothingIsForecastAsIfAlone() {
        let members = (1...4).map { Self.sharer(Int64($0), point: Int64($0)) }
        let forecast = Forecast(rules: Self.rules)
        let together = forecast.run(members, from: Self.start, until: Self.end)
        for member in members {
            let alone = forecast.run(member.facts, from: Self.start, until: Self.end)
            #expect(together.filter { $0.customer == member.facts.id } == alone)
        }
    }

    @Test func aRecordedContactOfTheOtherCounts() {
        var other = Self.sharer(2, due: "2026-08-01")
        other.facts.debts = []
        other.facts.history = [.fixture(at: .shanghai("2026-11-10 08:30"), debt: 9)]
        let entries = Forecast(rules: Self.rules)
            .run([Self.sharer(1), other], from: Self.start, until: Self.end)
        #expect(Self.days(entries) == ["1 2026-11-11", "1 2026-11-13"])
    }

    @Test func whatHappensOnTheWayIsDecidedOn() {
        var group = ForecastGroup(
            [Self.sharer(1)],
            forecast: Forecast(rules: Self.rules),
            from: Self.start
        )
        var made: [Instant] = []
        group.run(until: .shanghai("2026-11-12 00:00")) {
            if $0.contact != nil { made.append($0.at) }
        }
        #expect(made.count == 1)
        group.change(CustomerID(1)) { $0.debts[0].paidSince = $0.debts[0].minimumDue }
        group.run(until: Self.end) { if $0.contact != nil { made.append($0.at) } }
        #expect(made.count == 1, "paid on the day before the next step")
        #expect(group.member(CustomerID(1))?.facts.history.count == 1)
        #expect(!group.isCut && group.now == Self.end)
    }
}
