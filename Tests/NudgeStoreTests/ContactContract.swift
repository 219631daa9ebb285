import NudgeCore
import NudgeStore
import Testing

/// The life of a contact in the store.
@Suite
struct ContactContract {
    /// One customer with one contact leaving, number 1.
    private func leaving(_ engine: Engine) throws -> Bench {
        let bench = try Bench(engine)
        try bench.apply([customer(1), debt(1, of: 1)])
        let claimed = try #require(try bench.claim().first)
        #expect(try bench.commit([claimed.commit(intent: try claimed.intent(1))]) == [true])
        return bench
    }

    private func state(_ bench: Bench, _ id: Int64 = 1) throws -> ContactState? {
        try bench.store.contact(ContactID(id))?.state
    }

    private func receipt(
        _ bench: Bench,
        _ receipt: ContactEvent.Receipt,
        contact: Int64? = 1,
        vendorID: String? = nil,
        gateway: String = "sandbox",
        at: Instant = noon
    ) throws -> InboundOutcome? {
        try bench.store.receive(
            [
                .receipt(
                    gateway: gateway,
                    contact: contact.map { ContactID($0) },
                    vendorID: vendorID,
                    receipt,
                    detail: "DELIVRD",
                    at: at
                )
            ],
            at: at
        ).first
    }

    @Test(arguments: Engine.all)
    func anIntentIsStoredAsItWasMade(_ engine: Engine) throws {
        let bench = try leaving(engine)
        let record = try #require(try bench.store.contact(ContactID(1)))
        #expect(record.state == .leaving)
        #expect(record.tier == "coming-due")
        #expect(record.segments == 2)
        #expect(record.sealedText == [1, 2, 3])
        #expect(record.trace == [4, 5])
        #expect(try bench.store.contacts(of: record.customer, limit: 9) == [record])
        let history = try bench.facts("C1").history
        #expect(history.map(\.state) == [.leaving])
    }

    @Test(arguments: Engine.all)
    func aClaimKnowsWhatAnotherConnectionWasTold(_ engine: Engine) throws {
        let bench = try leaving(engine)
        try bench.answer([accepted(1)])
        var other = bench
        other.store = try engine.open(bench.folder)
        #expect(try receipt(other, .undelivered) == .applied)
        let claimed = try #require(try bench.claim().first)
        #expect(claimed.facts.history.map(\.state) == [.undelivered])
    }

    @Test(
        "an answer moves the contact, and the history follows",
        arguments: Engine.all,
        [
            (ContactEvent.Answer.accepted, ContactState?.some(.accepted)),
            (.refused, .refused), (.unknown, .unknown), (.withdrawn, .withdrawn),
            (.putBack, nil),
        ]
    )
    func answers(_ engine: Engine, _ row: (ContactEvent.Answer, ContactState?)) throws {
        let bench = try leaving(engine)
        var answer = accepted(1)
        answer.answer = row.0
        try bench.answer([answer])
        let expected = row.1 ?? .putBack
        #expect(try state(bench) == expected)
        // What was put back is as if it had never been.
        #expect(try bench.facts("C1").history.map(\.state) == (row.1.map { [$0] } ?? []))
    }

    /// T-30, T-38, T-68: an occasion is said once per channel; put back, it can be said again.
    @Test(
        "an occasion can be said again only when it was freed",
        arguments: Engine.all,
        [
            (ContactEvent.Answer.accepted, false), (.refused, false), (.unknown, false),
            (.withdrawn, true), (.putBack, true),
        ]
    )
    func occasions(_ engine: Engine, _ row: (ContactEvent.Answer, Bool)) throws {
        let bench = try leaving(engine)
        var answer = accepted(1)
        answer.answer = row.0
        answer.wake = noon
        try bench.answer([answer])
        let again = try #require(try bench.claim().first)
        #expect(try bench.commit([again.commit(intent: try again.intent(2))]) == [row.1])
        #expect(try state(bench, 2) == (row.1 ? .leaving : nil))
        #expect(try bench.facts("C1").history.contains { $0.id.value == 2 } == row.1)
    }

    @Test(arguments: Engine.all)
    func contactsAreListedNewestFirstAlsoThosePutBack(_ engine: Engine) throws {
        let bench = try leaving(engine)
        var answer = accepted(1)
        answer.answer = .putBack
        answer.wake = noon
        try bench.answer([answer])
        let again = try #require(try bench.claim().first)
        #expect(try bench.commit([again.commit(intent: try again.intent(2))]) == [true])
        let id = again.facts.id
        #expect(try bench.store.contacts(of: id, limit: 9).map(\.id.value) == [2, 1])
        #expect(try bench.store.contacts(of: id, limit: 1).map(\.id.value) == [2])
    }

    @Test(arguments: Engine.all)
    func anotherChannelIsAnotherPlace(_ engine: Engine) throws {
        let bench = try leaving(engine)
        _ = try receipt(bench, .undelivered)
        let again = try #require(try bench.claim().first)
        let fallback = try again.intent(2, channel: .voice)
        #expect(try bench.commit([again.commit(intent: fallback)]) == [true])
        #expect(try bench.facts("C1").history.map(\.state) == [.undelivered, .leaving])
    }

    /// T-72: the receipt came before our own answer was stored; its state stands.
    @Test(arguments: Engine.all)
    func aReceiptBeforeTheAnswerWins(_ engine: Engine) throws {
        let bench = try leaving(engine)
        #expect(try receipt(bench, .delivered) == .applied)
        try bench.answer([accepted(1, vendorID: "v1")])
        let record = try #require(try bench.store.contact(ContactID(1)))
        #expect(record.state == .delivered)
        #expect(record.vendorID == "v1")
        #expect(record.answeredAt == noon)
    }

    /// T-72, T-77: a receipt with only the vendor's number waits, over a restart too.
    @Test(arguments: Engine.all)
    func anOrphanIsJoinedWhenItsContactIsKnown(_ engine: Engine) throws {
        var bench = try leaving(engine)
        #expect(try receipt(bench, .delivered, contact: nil, vendorID: "v1") == .orphan)
        #expect(try receipt(bench, .delivered, contact: nil, vendorID: "v1") == .unchanged)
        #expect(
            try receipt(bench, .undelivered, contact: nil, vendorID: "v1", gateway: "other")
                == .orphan
        )
        bench.store = try engine.open(bench.folder)
        try bench.answer([accepted(1, vendorID: "v1")])
        #expect(try state(bench) == .delivered)
    }

    @Test(arguments: Engine.all)
    func anOrphanIsForgottenAfterThreeDays(_ engine: Engine) throws {
        let bench = try leaving(engine)
        #expect(try receipt(bench, .delivered, contact: nil, vendorID: "v1") == .orphan)
        let late = noon + .hours(73)
        #expect(try receipt(bench, .delivered, contact: 99, at: late) == .orphan)
        try bench.answer([accepted(1, vendorID: "v1")], at: late)
        #expect(try state(bench) == .accepted)
    }

    /// T-73, T-81: duplicates, unknown ids, late and backward receipts are harmless.
    @Test(arguments: Engine.all)
    func nothingMovesBackwards(_ engine: Engine) throws {
        let bench = try leaving(engine)
        try bench.answer([accepted(1, vendorID: "v1")])
        #expect(try receipt(bench, .undelivered, contact: nil, vendorID: "v1") == .applied)
        #expect(try receipt(bench, .delivered) == .applied)
        #expect(try receipt(bench, .delivered) == .unchanged)
        #expect(try receipt(bench, .undelivered) == .unchanged)
        #expect(try receipt(bench, .undelivered, contact: 7) == .orphan)
        #expect(try receipt(bench, .undelivered, gateway: "other") == .orphan)
        try bench.answer([accepted(1)])
        #expect(try state(bench) == .delivered)
    }

    /// T-70, T-77: what was leaving when the run ended is in doubt, listed, and never resent by us.
    @Test(arguments: Engine.all)
    func whatWasLeavingIsInDoubtAfterARestart(_ engine: Engine) throws {
        var bench = try Bench(engine)
        try bench.apply((1...300).flatMap { [customer($0), debt($0, of: $0)] })
        let claimed = try bench.claim(limit: 500)
        let commits = try claimed.enumerated().map { index, customer in
            customer.commit(intent: try customer.intent(Int64(index + 1)))
        }
        #expect(try bench.commit(commits).allSatisfy { $0 })
        try bench.answer((1...300).filter { $0 != 299 }.map { accepted(Int64($0)) })
        #expect(try bench.restart(at: noon) == Recovery(unknown: 1, leases: 0))
        let unknown = try bench.store.unknownContacts(limit: 9)
        #expect(unknown.map(\.id.value) == [299])
        #expect(unknown.first?.reason == "restart")
        #expect(try bench.claim(at: noon + .days(9)).isEmpty)
        // Weeks later the receipt still resolves it.
        #expect(try receipt(bench, .delivered, contact: 299) == .applied)
        #expect(try bench.store.unknownContacts(limit: 9).isEmpty)
    }

    /// Whatever came between, and also where ids come out of order.
    @Test(arguments: Engine.all)
    func whatIsLeavingIsFoundHoweverManyCameBetween(_ engine: Engine) throws {
        var bench = try Bench(engine)
        let ids: [Int64] = [1, 50_000, 100_000, 200_000, 60_000]
        try bench.apply((1...5).flatMap { [customer($0), debt($0, of: $0)] })
        for (id, claimed) in zip(ids, try bench.claim()) {
            #expect(try bench.commit([claimed.commit(intent: try claimed.intent(id))]) == [true])
            // The first two are answered, one late and one at once.
            if id == 50_000 { try bench.answer([accepted(id)]) }
            if id == 100_000 { try bench.answer([accepted(1)]) }
        }
        #expect(try bench.restart(at: noon) == Recovery(unknown: 3, leases: 0))
        let unknown = try bench.store.unknownContacts(limit: 9)
        #expect(unknown.map(\.id.value) == [60_000, 100_000, 200_000])
    }

    @Test(arguments: Engine.all)
    func whatAnAnswerSaysOfAnAddressStaysWithIt(_ engine: Engine) throws {
        let bench = try leaving(engine)
        var answer = accepted(1)
        answer.answer = .refused
        answer.pointHealth = .invalid
        answer.refusesClass = true
        try bench.answer([answer])
        let point = try #require(try bench.facts("C1").points.first)
        #expect(point.health == .invalid)
        #expect(point.refused == ClassChannelSet(.notice, .sms))
        #expect(try bench.claim().count == 1)
    }

    @Test(arguments: Engine.all)
    func countsSayWhatWentOutByDay(_ engine: Engine) throws {
        let bench = try leaving(engine)
        try bench.answer([accepted(1)])
        let day = Milliseconds.hours(8)
        let counts = try bench.store.contactCounts(
            from: noon - .days(1),
            to: noon + .days(1),
            dayOffset: day
        )
        #expect(
            counts == [
                ContactCount(
                    state: .accepted,
                    channel: .sms,
                    tier: "coming-due",
                    reason: "accepted",
                    day: .november(1),
                    contacts: 1,
                    segments: 2
                )
            ]
        )
        let none = try bench.store.contactCounts(
            from: noon + .days(1),
            to: noon + .days(2),
            dayOffset: day
        )
        #expect(none.isEmpty)
    }
}
