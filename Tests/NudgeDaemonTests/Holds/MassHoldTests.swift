import NudgeCore
import NudgeStore
import NudgeTestKit
import Testing

@testable import NudgeDaemon

@Suite("Operators hold back many at once")
@WorldActor
struct MassHoldTests {
    private static let rules = Ruleset.fixture(tiers: [
        .fixture(.fixture(days: [1, 3], preferred: ("08:00", "11:00")))
    ])

    private func world() throws -> World {
        let world = try World(rules: Self.rules, at: .shanghai("2026-11-10 06:00"))
        for number in 1...6 {
            var facts = Person.withPhone(number).facts(due: "2026-11-09")
            if number <= 4 {
                let tags = number <= 2 ? ["flood"] : []
                facts.append(.customer(CustomerFact(reference: "c\(number)", tags: tags)))
            }
            try world.tell(facts)
        }
        return world
    }

    private func holds(_ world: World) -> MassHold {
        MassHold(
            store: world.store,
            rules: world.rules.ruleset,
            conditions: .normal,
            at: world.now
        )
    }

    private func order(_ until: Instant? = nil) -> MassHold.Order {
        MassHold.Order(reference: "flood-2026", reason: .protected, until: until, owner: "Li")
    }

    @Test func aPreviewCountsAndChangesNothing() async throws {
        let world = try world()
        let preview = try holds(world).preview(HoldSelection(tag: "flood"), until: nil)
        #expect(preview.customers == 2)
        #expect(preview.debts == 2)
        #expect(preview.owed == [.cny: 20_000])
        #expect(preview.tiers == ["all": 2])
        #expect(preview.contacts == 4, "the steps of day 1 and 3")
        try await world.run(until: "2026-11-10 12:00")
        #expect(world.received.count == 6)
    }

    @Test func aHoldThatEndsSoonHoldsFewer() throws {
        let world = try world()
        let preview = try holds(world).preview(
            HoldSelection(tag: "flood"),
            until: .shanghai("2026-11-11 00:00")
        )
        #expect(preview.contacts == 2)
    }

    /// Three at one number, one message a week to it: alone, each would be foreseen to get one.
    @Test func aPreviewCountsSharedNumbersAsThePlanDoes() throws {
        let rules = Ruleset.fixture(
            caps: [.fixture(most: 1, per: .rolling(.days(7)), counts: .contactPoint)],
            tiers: [.fixture(.fixture(days: [1, 3], preferred: ("08:00", "11:00")))]
        )
        let world = try World(rules: rules, at: .shanghai("2026-11-10 06:00"))
        for number in 1...12 {
            let phone = number <= 9 ? Person.phone(100 + (number - 1) / 3) : nil
            try world.tell(Person.withPhone(number, phone: phone).facts(due: "2026-11-09"))
        }
        let planned = try Planner(
            store: world.store,
            rules: world.rules,
            from: world.now,
            until: world.now + MassHold.foresight
        ).rows().count
        let everybody = HoldSelection(customers: Set((1...12).map { "c\($0)" }))
        let preview = try holds(world).preview(everybody, until: nil)
        #expect(preview.customers == 12)
        #expect(preview.contacts == planned)
        #expect(preview.contacts == 6)
        // Those of one number together hold what the number would get, however they are named.
        let counts = try (1...3).map {
            try holds(world).preview(HoldSelection(customers: ["c\($0)"]), until: nil).contacts
        }
        #expect(counts.reduce(0, +) == 1)
    }

    @Test func aPreviewCountsCasesToo() throws {
        let people = Step.handOff(days: [2])
        let world = try World(
            rules: .fixture(tiers: [.fixture(.fixture(days: [1]), people)]),
            at: .shanghai("2026-11-10 06:00")
        )
        try world.tell(Person.withPhone(1).facts(due: "2026-11-09"))
        let preview = try holds(world).preview(HoldSelection(customers: ["c1"]), until: nil)
        #expect(preview.contacts == 1 && preview.cases == 1)
    }

    @Test func whatIsPlacedIsHeldAndWhatIsLiftedIsSaid() async throws {
        let world = try world()
        let placed = try holds(world)
            .place(order(), on: HoldSelection(tag: "flood"), by: "op", why: "flood")
        #expect(placed == 2)
        try await world.run(until: "2026-11-10 12:00")
        #expect(Set(world.received.map(\.to)) == Set((3...6).map { Person.phone($0) }))
        #expect(try world.reasons(for: "c1").contains(.onHold))
        let listed = try holds(world).list()
        #expect(
            listed == [
                MassHold.Group(
                    reference: "flood-2026",
                    reason: .protected,
                    owner: "Li",
                    until: nil,
                    customers: 2
                )
            ]
        )
        #expect(try holds(world).lift("flood", by: "op", why: "slip") == 0, "a whole word")
        #expect(try holds(world).lift("flood-2026", by: "op", why: "dry again") == 2)
        try world.restart()
        try await world.run(until: "2026-11-10 13:00")
        #expect(world.received.count == 6)
        #expect(try holds(world).list().isEmpty)
        let journal = try world.store.journal(before: nil, limit: 10).filter { $0.kind == "hold" }
        #expect(
            journal.map(\.detail) == [
                "flood-2026 lifted 2 times: dry again", "flood lifted 0 times: slip",
                "flood-2026 (protected) placed 2 times: flood",
            ]
        )
    }

    @Test func aProductsDebtsAreHeldAndNoOthers() async throws {
        let world = try world()
        let told = try world.tell([
            .debt(
                DebtFact(
                    reference: "loan1",
                    customer: "c1",
                    product: "贷款",
                    accountTail: "9",
                    minimumDue: 5_000,
                    dueDate: .fixture("2026-11-09")
                )
            )
        ])
        #expect(told == [.changed])
        let placed = try holds(world)
            .place(order(), on: HoldSelection(product: "信用卡"), by: "op", why: "books are wrong")
        #expect(placed == 6)
        try await world.run(until: "2026-11-10 12:00")
        let why = try world.reasons(for: "c1")
        #expect(
            world.received.map(\.to) == [Person.phone(1)],
            "of the loan alone: \(why)"
        )
    }

    @Test func namedNumbersThatNobodyHasAreSaid() throws {
        let world = try world()
        let preview = try holds(world)
            .preview(HoldSelection(customers: ["c3", "c99", "c77"]), until: nil)
        #expect(preview.customers == 1)
        #expect(preview.unknown == ["c77", "c99"])
    }

    /// Holds overlap: the last one to end decides.
    @Test func theLastOfTwoHoldsDecides() async throws {
        let world = try world()
        let everybody = HoldSelection(customers: Set((1...6).map { "c\($0)" }))
        var short = order(.shanghai("2026-11-10 09:00"))
        short.reference = "short"
        _ = try holds(world).place(short, on: everybody, by: "op", why: "a")
        let long = order(.shanghai("2026-11-10 10:00"))
        _ = try holds(world).place(long, on: everybody, by: "op", why: "b")
        try await world.run(until: "2026-11-10 09:59")
        #expect(world.received.isEmpty)
        try await world.run(until: "2026-11-10 12:00")
        #expect(world.received.count == 6)
    }
}
