import NudgeCore
import NudgeStore
import NudgeTestKit
import Testing

@Suite("Contacts of the system before")
struct HistoryTests {
    private func old(_ day: Int, _ debt: String? = "D1", address: Address? = nil) -> Fact {
        .contact(
            ContactFact(
                customer: "C1",
                debt: debt,
                channel: .sms,
                at: Instant.shanghai("2026-11-0\(day) 10:00"),
                address: address,
                template: "old/\(day)"
            )
        )
    }

    private func bench() throws -> Bench {
        let bench = try Bench(Engine.all[0])
        try bench.apply([customer(1), debt(1, of: 1, due: 5)])
        return bench
    }

    @Test func theyTakeTheirPlaceInTimeOnce() throws {
        let bench = try bench()
        #expect(try bench.apply([old(6), old(2), old(4, nil)]) == [.changed, .changed, .changed])
        let first = try bench.facts("C1")
        #expect(first.history.map(\.occasion.stepDay) == [-3, 0, 1])
        #expect(first.history.map(\.messageClass) == [.notice, .collection, .collection])
        #expect(first.history.allSatisfy { $0.isImported && $0.point == first.points[0].id })
        #expect(
            try bench.apply([old(6), old(2), old(4, nil)]) == [.unchanged, .unchanged, .unchanged]
        )
        #expect(try bench.apply([old(6)], source: "again") == [.unchanged])
        #expect(try bench.facts("C1") == first)
        let contacts = try bench.store.contacts(of: first.id, limit: 10)
        #expect(contacts.map(\.template) == ["old/6", "old/4", "old/2"])
        #expect(contacts.allSatisfy { $0.reason == "imported" && $0.state == .delivered })
    }

    @Test func theyWakeNobodyAndCountAsNothingOfOurs() throws {
        let bench = try bench()
        let claimed = try #require(try bench.claim().first)
        _ = try bench.commit([claimed.commit()])
        try bench.apply([old(2)])
        #expect(try bench.claim(at: noon + .days(30)).isEmpty)
        #expect(try bench.store.mode() == nil)
        #expect(try bench.store.enter(.shadow) == nil)
        #expect(try bench.store.enter(.live) == nil)
        let counts = try bench.store.contactCounts(
            from: .distantPast,
            to: .distantFuture,
            dayOffset: .zero
        )
        #expect(counts.isEmpty)
    }

    @Test func whatTheyNameMustBeKnown() throws {
        let bench = try bench()
        let stranger = Fact.contact(ContactFact(customer: "C9", channel: .sms, at: noon))
        #expect(
            try bench.apply([old(2, "D9"), stranger]) == [
                .unknownDebt("D9"), .unknownCustomer("C9"),
            ]
        )
        #expect(try bench.facts("C1").history.isEmpty)
    }

    @Test func aRefusedAddressIsRefusedForEverybodyWhoHasIt() throws {
        let bench = try bench()
        let shared = Address(kind: .phone, value: "+8613912345678")
        let refusal = Fact.consent(
            ConsentFact(
                customer: "C1",
                messageClass: .collection,
                channel: .sms,
                isGranted: false,
                at: noon,
                address: shared
            )
        )
        #expect(try bench.apply([refusal]) == [.changed])
        #expect(try bench.apply([refusal]) == [.unchanged])
        #expect(try bench.facts("C1").points.allSatisfy { $0.refused.isEmpty })
        // Who comes to have it later finds it so.
        try bench.apply([customer(2, phones: [shared.value])])
        #expect(try bench.facts("C2").points[0].refused == ClassChannelSet(.collection, .sms))
    }

    @Test func clearingAShadowKeepsThem() throws {
        let bench = try bench()
        #expect(try bench.store.enter(.shadow) == nil)
        try bench.apply([old(2)])
        let claimed = try #require(try bench.claim().first)
        #expect(try bench.commit([claimed.commit(intent: claimed.intent(1, stepDay: 9))]) == [true])
        #expect(try bench.facts("C1").history.count == 2)
        #expect(try bench.store.clearShadow(by: "test", at: noon) == 1)
        #expect(try bench.facts("C1").history.map(\.isImported) == [true])
    }
}
