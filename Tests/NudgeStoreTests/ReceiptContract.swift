import NudgeCore
import NudgeStore
import Testing

/// Whose a receipt is, and what it leaves behind.
@Suite
struct ReceiptContract {
    static let phones = ["+8613900100001", "+8613900100002", "+8613900100003"]

    /// Customers 1…count, each with a contact of that number leaving.
    private func leaving(_ engine: Engine, _ count: Int) throws -> Bench {
        let bench = try Bench(engine)
        try bench.apply((1...count).flatMap { [customer($0), debt($0, of: $0)] })
        let claimed = try bench.claim().sorted { $0.facts.reference < $1.facts.reference }
        let commits = try claimed.enumerated().map { index, customer in
            customer.commit(intent: try customer.intent(Int64(index + 1)))
        }
        #expect(try bench.commit(commits) == [Bool](repeating: true, count: count))
        return bench
    }

    private func states(_ bench: Bench, _ count: Int) throws -> [ContactState?] {
        try (1...count).map { try bench.store.contact(ContactID(Int64($0)))?.state }
    }

    private func receipt(
        _ bench: Bench,
        _ fate: ContactEvent.Receipt,
        contact: Int64? = nil,
        vendorID: String? = nil,
        to phone: Int? = nil,
        cause: ReceiptCause? = nil,
        part: (Int, Int)? = nil,
        at: Instant = noon
    ) throws -> InboundOutcome? {
        let address = phone.map { Address(kind: .phone, value: Self.phones[$0 - 1]) }
        return try bench.store.receive(
            [
                .receipt(
                    gateway: "sandbox",
                    contact: contact.map { ContactID($0) },
                    vendorID: vendorID,
                    fate,
                    detail: "x",
                    at: at,
                    about: ReceiptFacts(
                        address: address,
                        cause: cause,
                        part: part.flatMap { ReceiptPart(sequence: $0.0, total: $0.1) }
                    )
                )
            ],
            at: at
        ).first
    }

    /// Aliyun gives one id for a whole batch, and sends our own of the first message back.
    @Test(arguments: Engine.all)
    func oneIdOfABatchIsToldApartByTheNumber(_ engine: Engine) throws {
        let bench = try leaving(engine, 3)
        try bench.answer((1...3).map { accepted($0, vendorID: "b1") })
        #expect(try receipt(bench, .undelivered, contact: 1, vendorID: "b1", to: 2) == .applied)
        #expect(try receipt(bench, .delivered, contact: 1, vendorID: "b1", to: 3) == .applied)
        #expect(try states(bench, 3) == [.accepted, .undelivered, .delivered])
        // One that does not say to whom could be of any of them.
        #expect(try receipt(bench, .delivered, vendorID: "b1") == .orphan)
        #expect(try states(bench, 3) == [.accepted, .undelivered, .delivered])
    }

    /// T-72: the receipts of a batch before its answer.
    @Test(arguments: Engine.all)
    func aBatchThatIsReportedBeforeItsAnswerIsJoinedWhole(_ engine: Engine) throws {
        var bench = try leaving(engine, 3)
        for (phone, fate) in [(3, .delivered), (1, .undelivered), (2, .delivered)]
            as [(Int, ContactEvent.Receipt)]
        {
            #expect(try receipt(bench, fate, vendorID: "b1", to: phone) == .orphan)
            #expect(try receipt(bench, fate, vendorID: "b1", to: phone) == .unchanged)
        }
        bench.store = try engine.open(bench.folder)
        try bench.answer((1...3).map { accepted($0, vendorID: "b1") })
        #expect(try states(bench, 3) == [.undelivered, .delivered, .delivered])
    }

    @Test(arguments: Engine.all)
    func aNumberThatNobodyHasIsNotSomebodyElses(_ engine: Engine) throws {
        let bench = try leaving(engine, 2)
        try bench.answer([accepted(1, vendorID: "v1"), accepted(2, vendorID: "v2")])
        #expect(try receipt(bench, .undelivered, vendorID: "v1", to: 2) == .orphan)
        #expect(try states(bench, 2) == [.accepted, .accepted])
        #expect(try receipt(bench, .delivered, vendorID: "v1", to: 1) == .applied)
    }

    // MARK: - Parts

    /// Parts in any order, doubled, and what they come to.
    static let parts:
        [(name: String, parts: [(Int, ContactEvent.Receipt)], expected: ContactState)] = [
            ("all", [(1, .delivered), (2, .delivered), (3, .delivered)], .delivered),
            ("any order", [(3, .delivered), (1, .delivered), (2, .delivered)], .delivered),
            ("one is missing", [(1, .delivered), (3, .delivered)], .accepted),
            ("one twice", [(1, .delivered), (1, .delivered), (2, .delivered)], .accepted),
            ("one failed", [(1, .delivered), (2, .undelivered)], .undelivered),
            (
                "the failed one comes after all",
                [(1, .delivered), (2, .undelivered), (3, .delivered), (2, .delivered)], .delivered
            ),
            (
                "what was delivered stays so",
                [(1, .delivered), (1, .undelivered), (2, .delivered), (3, .delivered)], .delivered
            ),
        ]

    @Test(arguments: Engine.all, parts.indices)
    func aLongMessageIsWhatItsPartsAre(_ engine: Engine, _ index: Int) throws {
        let row = Self.parts[index]
        let bench = try leaving(engine, 1)
        try bench.answer([accepted(1, vendorID: "v1")])
        for (sequence, fate) in row.parts {
            _ = try receipt(bench, fate, vendorID: "v1", part: (sequence, 3))
        }
        #expect(try states(bench, 1) == [row.expected], "\(row.name)")
    }

    @Test(arguments: Engine.all)
    func partsThatCameEarlyAreJoinedToo(_ engine: Engine) throws {
        let bench = try leaving(engine, 1)
        #expect(try receipt(bench, .delivered, vendorID: "v1", part: (2, 2)) == .orphan)
        #expect(try receipt(bench, .delivered, vendorID: "v1", part: (1, 2)) == .orphan)
        try bench.answer([accepted(1, vendorID: "v1")])
        #expect(try states(bench, 1) == [.delivered])
    }

    // MARK: - What is remembered

    @Test(arguments: Engine.all)
    func aBadNumberAndARefusalAreRememberedOnTheAddress(_ engine: Engine) throws {
        let bench = try leaving(engine, 2)
        try bench.answer([accepted(1, vendorID: "v1"), accepted(2, vendorID: "v2")])
        _ = try receipt(bench, .undelivered, vendorID: "v1", cause: .badRecipient)
        _ = try receipt(bench, .undelivered, vendorID: "v2", cause: .optedOut)
        #expect(try bench.facts("C1").points.map(\.health) == [.invalid])
        #expect(try bench.facts("C2").points.map(\.health) == [.good])
        #expect(try bench.facts("C2").points.map(\.refused) == [ClassChannelSet(.notice, .sms)])
        // The same again changes nothing.
        #expect(
            try receipt(bench, .undelivered, vendorID: "v1", cause: .badRecipient) == .unchanged
        )
    }

    @Test(arguments: Engine.all)
    func aReceiptOfDeliveryRemembersNothingBad(_ engine: Engine) throws {
        let bench = try leaving(engine, 1)
        try bench.answer([accepted(1, vendorID: "v1")])
        _ = try receipt(bench, .delivered, vendorID: "v1", cause: .badRecipient)
        #expect(try bench.facts("C1").points.map(\.health) == [.good])
    }

    // MARK: - In doubt

    private func unknown(_ id: Int64, at: Instant = noon) -> AttemptAnswer {
        AttemptAnswer(contact: ContactID(id), answer: .unknown, reason: "unknown", at: at)
    }

    /// DESIGN, section 4: by contact point and time, if exactly one fits.
    @Test(arguments: Engine.all)
    func theOnlyContactInDoubtToAnAddressIsSettled(_ engine: Engine) throws {
        let bench = try leaving(engine, 2)
        try bench.answer([unknown(1), accepted(2, vendorID: "v2")])
        let later = noon + .minutes(3)
        #expect(try receipt(bench, .delivered, vendorID: "new", to: 1, at: later) == .applied)
        #expect(try states(bench, 2) == [.delivered, .accepted])
        // Nothing is in doubt any more.
        #expect(try receipt(bench, .undelivered, vendorID: "n2", to: 1, at: later) == .orphan)
        #expect(try receipt(bench, .undelivered, vendorID: "n3", to: 2, at: later) == .orphan)
        #expect(try states(bench, 2) == [.delivered, .accepted])
    }

    @Test(arguments: Engine.all)
    func aReceiptThatCameBeforeTheDoubtSettlesItToo(_ engine: Engine) throws {
        let bench = try leaving(engine, 1)
        #expect(try receipt(bench, .delivered, vendorID: "new", to: 1) == .orphan)
        try bench.answer([unknown(1)])
        #expect(try states(bench, 1) == [.delivered])
    }

    @Test(arguments: Engine.all)
    func anOldReceiptIsNotTakenForALaterMessages(_ engine: Engine) throws {
        let bench = try leaving(engine, 1)
        try bench.answer([unknown(1)])
        let before = noon - .hours(1)
        #expect(try receipt(bench, .delivered, vendorID: "old", to: 1, at: before) == .orphan)
        #expect(try states(bench, 1) == [.unknown])
        let late = noon + .hours(73)
        #expect(try receipt(bench, .delivered, vendorID: "late", to: 1, at: late) == .orphan)
        #expect(try states(bench, 1) == [.unknown])
    }
}
