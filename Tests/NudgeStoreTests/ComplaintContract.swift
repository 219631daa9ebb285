import NudgeCore
import NudgeStore
import Testing

/// Complaints are measured by the contacts of their template and tier, and stop what draws too many.
@Suite
struct ComplaintContract {
    /// Above one in ten, of ten contacts at least.
    static let limit = ComplaintLimit(
        complaints: 1,
        contacts: 10,
        within: .days(7),
        atLeast: 10
    )
    static let template = Stop(scope: .template("early/first"))
    static let tier = Stop(scope: .tier("early"))

    /// Contacts to customers who had none yet, accepted; their ids are the customers' numbers.
    private func contact(
        _ bench: Bench,
        _ numbers: ClosedRange<Int>,
        tier: String = "early",
        template: String = "early/first",
        at: Instant = noon,
        answer: ContactEvent.Answer = .accepted
    ) throws {
        let facts = numbers.flatMap { [customer($0), debt($0, of: $0)] }
        try bench.apply(facts, asOf: at)
        let claimed = try bench.claim(limit: 10_000, at: at)
        #expect(claimed.count == numbers.count)
        let commits = try claimed.map { one in
            let number = try #require(Int64(one.facts.reference.dropFirst()))
            var intent = try one.intent(number, at: at)
            intent.tier = tier
            intent.template = template
            return one.commit(intent: intent)
        }
        #expect(try bench.commit(commits, at: at).allSatisfy { $0 })
        let answers = numbers.map {
            AttemptAnswer(contact: ContactID(Int64($0)), answer: answer, reason: "", at: at)
        }
        try bench.answer(answers, at: at)
    }

    /// The stops that a complaint of this customer leads to.
    @discardableResult
    private func complain(
        _ bench: Bench,
        _ number: Int,
        at: Instant = noon + .hours(1),
        limit: ComplaintLimit? = limit,
        words: String = "投诉"
    ) throws -> [Stop] {
        let reply = Inbound.reply(
            gateway: "sandbox",
            channel: .sms,
            from: Address(kind: .phone, value: "+8613900\(100_000 + number)"),
            text: words,
            meaning: .hold(.complaint, until: at + .days(7)),
            at: at
        )
        let outcome = try #require(
            try bench.store.receive([reply], at: at, limit: limit).first
        )
        guard case .stopped(let stops) = outcome else {
            #expect(outcome == .applied)
            return []
        }
        return stops.map(\.stop)
    }

    private func counts(_ bench: Bench, at: Instant = noon + .hours(1)) throws -> [String] {
        try bench.store.complaintCounts(within: .days(7), at: at).map {
            "\($0.stop.scope.words): \($0.complaints) of \($0.contacts)"
        }
    }

    @Test(arguments: Engine.all)
    func aboveTheRateItStopsTemplateAndTier(_ engine: Engine) throws {
        let bench = try Bench(engine)
        try contact(bench, 1...20)
        #expect(try complain(bench, 1) == [])
        #expect(try complain(bench, 2) == [], "at the rate nothing is stopped")
        #expect(try bench.store.stops().isEmpty)
        #expect(try complain(bench, 3) == [Self.template, Self.tier])
        let stops = try bench.store.stops()
        #expect(stops.map(\.stop) == [Self.template, Self.tier])
        #expect(stops.allSatisfy { $0.actor == "complaints" && $0.at == noon + .hours(1) })
        let why = "3 of 20 contacts within 7d complained about, above 1 per 10"
        #expect(stops.allSatisfy { $0.why == why })
        let journal = try bench.store.journal(before: nil, limit: 9)
        #expect(journal.map(\.kind) == ["stop", "stop"])
        #expect(journal.last?.detail == "template early/first: \(why)")
        // The engine hears of them with its next turn.
        let result = try bench.store.turn(Turn(now: noon, leaseUntil: noon))
        #expect(result.stops == [Self.template, Self.tier])
        // What is stopped is not stopped again.
        #expect(try complain(bench, 4) == [])
        #expect(try bench.store.journal(before: nil, limit: 9).count == 2)
    }

    @Test(arguments: Engine.all)
    func fewContactsProveNothing(_ engine: Engine) throws {
        let bench = try Bench(engine)
        try contact(bench, 1...9)
        for number in 1...9 { #expect(try complain(bench, number) == []) }
        #expect(try counts(bench) == ["template early/first: 9 of 9", "tier early: 9 of 9"])
        try contact(bench, 10...10, at: noon + .hours(1))
        #expect(try complain(bench, 10) == [Self.template, Self.tier])
    }

    @Test(arguments: Engine.all)
    func withoutALimitComplaintsAreCountedOnly(_ engine: Engine) throws {
        let bench = try Bench(engine)
        try contact(bench, 1...10)
        for number in 1...9 { #expect(try complain(bench, number, limit: nil) == []) }
        #expect(try bench.store.stops().isEmpty)
        // Those count once there is a limit.
        #expect(try complain(bench, 10) == [Self.template, Self.tier])
    }

    @Test(arguments: Engine.all)
    func oldComplaintsLeaveTheWindowWithTheirContacts(_ engine: Engine) throws {
        let bench = try Bench(engine)
        try contact(bench, 1...20)
        try complain(bench, 1)
        try complain(bench, 2)
        let later = noon + .days(7) + .hours(2)
        try contact(bench, 21...40, at: later)
        #expect(try counts(bench, at: later) == [])
        #expect(try complain(bench, 21, at: later) == [])
        #expect(try complain(bench, 22, at: later) == [])
        #expect(
            try counts(bench, at: later)
                == ["template early/first: 2 of 20", "tier early: 2 of 20"]
        )
        // Late words about a contact of last week are not held against those of this week.
        #expect(try complain(bench, 3, at: later) == [])
        #expect(try complain(bench, 23, at: later) == [Self.template, Self.tier])
    }

    @Test(arguments: Engine.all)
    func templateAndTierAreMeasuredApart(_ engine: Engine) throws {
        let bench = try Bench(engine)
        try contact(bench, 1...10)
        try contact(bench, 11...40, template: "early/second")
        try contact(bench, 41...50, tier: "late", template: "early/second")
        try complain(bench, 1)
        // 2 of 10 of the template, 2 of 40 of the tier.
        #expect(try complain(bench, 2) == [Self.template])
        // 5 of 40 are above one in ten of the tier; 3 of 40 of the other template are not.
        try complain(bench, 11)
        try complain(bench, 12)
        #expect(try complain(bench, 13) == [Self.tier])
        #expect(
            try counts(bench) == [
                "template early/first: 2 of 10", "template early/second: 3 of 40",
                "tier early: 5 of 40",
            ]
        )
    }

    @Test(arguments: Engine.all)
    func countsAndStopsSurviveARestart(_ engine: Engine) throws {
        var bench = try Bench(engine)
        try contact(bench, 1...20)
        try complain(bench, 1)
        try complain(bench, 2)
        _ = try bench.restart(at: noon)
        #expect(try complain(bench, 3) == [Self.template, Self.tier])
        _ = try bench.restart(at: noon)
        #expect(try bench.store.stops().map(\.stop) == [Self.template, Self.tier])
    }

    @Test(arguments: Engine.all)
    func afterAStopIsLiftedCountingBeginsAnew(_ engine: Engine) throws {
        let bench = try Bench(engine)
        try contact(bench, 1...20, at: noon + .hours(1))
        for number in 1...3 { try complain(bench, number) }
        let lifted = noon + .hours(1) + .minutes(10)
        #expect(try bench.store.removeStop(Self.template, by: "li", why: "", at: lifted))
        // An old one more, about a contact of before, brings nothing back.
        #expect(try complain(bench, 4, at: lifted + .minutes(1)) == [])
        #expect(try bench.store.stops().map(\.stop) == [Self.tier])
        #expect(try counts(bench, at: lifted) == ["tier early: 4 of 20"])
        // In the very hour of the lifting, only what came after it counts.
        let later = lifted + .minutes(5)
        try contact(bench, 21...40, at: later)
        try complain(bench, 21, at: later)
        #expect(try complain(bench, 22, at: later) == [])
        #expect(try complain(bench, 23, at: later) == [Self.template])
        #expect(try bench.store.stops().map(\.stop) == [Self.template, Self.tier])
    }

    @Test(arguments: Engine.all)
    func whatReachedNobodyIsNotMeasured(_ engine: Engine) throws {
        let bench = try Bench(engine)
        try contact(bench, 1...10)
        try contact(bench, 11...200, answer: .refused)
        try contact(bench, 201...300, answer: .putBack)
        try complain(bench, 1)
        #expect(
            try counts(bench) == ["template early/first: 1 of 10", "tier early: 1 of 10"]
        )
        // Nor is it what somebody complains about.
        try complain(bench, 11)
        #expect(try counts(bench).first == "template early/first: 1 of 10")
    }

    @Test(arguments: Engine.all)
    func aContactIsComplainedAboutOnce(_ engine: Engine) throws {
        let bench = try Bench(engine)
        try contact(bench, 1...10)
        for hour in 1...5 {
            let at = noon + .hours(hour)
            #expect(try complain(bench, 1, at: at, words: "投诉 \(hour)") == [])
        }
        #expect(try counts(bench).first == "template early/first: 1 of 10")
        // Nobody has written to him yet: there is nothing to count it against.
        try bench.apply([customer(99)])
        #expect(try complain(bench, 99) == [])
        #expect(try counts(bench).first == "template early/first: 1 of 10")
    }

    @Test(arguments: Engine.all)
    func theCaseSaysWhatWasComplainedAbout(_ engine: Engine) throws {
        let bench = try Bench(engine)
        try contact(bench, 1...1)
        try complain(bench, 1)
        let record = try #require(try bench.store.cases(after: 0, limit: 9, onlyOpen: true).first)
        #expect(record.kind == .complaint && record.tier == "early" && record.step == "before")
        #expect(record.reason == "the customer complained by sms about early/first")
    }

    @Test(arguments: Engine.all)
    func peopleAtOneNumberComplainAboutWhatCameLast(_ engine: Engine) throws {
        let bench = try Bench(engine)
        let number = "+8613900100500"
        try bench.apply([customer(1, phones: [number]), debt(1, of: 1)])
        let first = try #require(try bench.claim().first)
        _ = try bench.commit([first.commit(intent: try first.intent(1))])
        let later = noon + .hours(1)
        try bench.apply([customer(2, phones: [number]), debt(2, of: 2)], asOf: later)
        let second = try #require(
            try bench.claim(at: later).first { $0.facts.reference == "C2" }
        )
        var intent = try second.intent(2, at: later)
        intent.template = "late/first"
        #expect(try bench.commit([second.commit(intent: intent)], at: later) == [true])
        let reply = Inbound.reply(
            gateway: "sandbox",
            channel: .sms,
            from: Address(kind: .phone, value: number),
            text: "投诉",
            meaning: .hold(.complaint, until: nil),
            at: later + .minutes(3)
        )
        _ = try bench.store.receive([reply], at: later + .minutes(3), limit: Self.limit)
        #expect(
            try counts(bench, at: later)
                == ["template late/first: 1 of 1", "tier coming-due: 1 of 2"]
        )
    }
}
