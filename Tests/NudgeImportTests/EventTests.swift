import NudgeCore
import NudgeImport
import Testing

/// The kinds of file that bring events.
struct EventTests {
    private let asOf = Reading.asOf

    private func instant(_ text: String) throws -> Instant {
        try #require(Instant(parsing: text))
    }

    @Test func holdsAreReadAndLifted() throws {
        let reading = try Reading(
            """
            reference,customer,debt,reason,from,until,lifted
            H1,C1,,dispute,2026-11-01,2026-11-30,
            H2,C2,D2,deceased,,,no
            H1,C1,,,,,yes
            H3,C3,,bored,,,
            H4,C4,,legal,2026-11-02,2026-11-01,
            """
        )
        #expect(
            reading.rows.flatMap(\.facts) == [
                .hold(
                    HoldFact(
                        reference: "H1",
                        customer: "C1",
                        reason: .dispute,
                        from: try instant("2026-11-01T00:00:00+08:00"),
                        until: try instant("2026-12-01T00:00:00+08:00")
                    )
                ),
                .hold(
                    HoldFact(
                        reference: "H2",
                        customer: "C2",
                        debt: "D2",
                        reason: .deceased,
                        from: asOf
                    )
                ),
                .holdLifted(customer: "C1", reference: "H1"),
            ]
        )
        #expect(reading.summary.rowsRejected == 2)
        #expect(reading.reasons[0].contains("reason is none of the words known"))
        #expect(!reading.reasons[0].contains("bored"))
    }

    @Test func promisesConsentsAndAutopayAreRead() throws {
        let promises = try Reading(
            "reference,customer,debt,at,until\nR1,C1,D1,2026-11-20T00:00:00Z,2026-11-30\n"
        )
        #expect(
            promises.rows.flatMap(\.facts) == [
                .promise(
                    PromiseFact(
                        reference: "R1",
                        customer: "C1",
                        debt: "D1",
                        madeAt: try instant("2026-11-20T00:00:00Z"),
                        until: try #require(CivilDate(parsing: "2026-11-30"))
                    )
                )
            ]
        )
        let consents = try Reading("customer,class,channel,granted\nC1,collection,sms,N\n")
        #expect(
            consents.rows.flatMap(\.facts) == [
                .consent(
                    ConsentFact(
                        customer: "C1",
                        messageClass: .collection,
                        channel: .sms,
                        isGranted: false,
                        at: asOf
                    )
                )
            ]
        )
        let autopay = try Reading("debt,state\nD1,failed\n")
        #expect(
            autopay.rows.flatMap(\.facts) == [
                .autopay(AutopayFact(debt: "D1", state: .failed, at: asOf))
            ]
        )
    }

    @Test func agreementsAreReadAndUnknownNamesAreSaid() throws {
        let reading = try Reading(
            """
            customer,agreement,given,at
            C1,night-contact,yes,2026-11-20T00:00:00Z
            C2,night-contact,否,
            C3,nigth-contact,yes,
            C4,night-contact,,
            """,
            agreements: ["night-contact"]
        )
        #expect(
            reading.rows.flatMap(\.facts) == [
                .agreement(
                    AgreementFact(
                        customer: "C1",
                        agreement: "night-contact",
                        isGiven: true,
                        at: try instant("2026-11-20T00:00:00Z")
                    )
                ),
                .agreement(
                    AgreementFact(
                        customer: "C2",
                        agreement: "night-contact",
                        isGiven: false,
                        at: asOf
                    )
                ),
            ]
        )
        #expect(reading.summary.rowsRejected == 2)
        #expect(
            reading.reasons[0].contains("none of those that the rulebooks name: night-contact")
        )
    }

    @Test func aPaidOffDebtNeedsNoMinimum() throws {
        let header = "customer,debt,minimum_due,due_date,settled\n"
        #expect(try Reading(header + "C,D,,2026-11-22,yes").debts.map(\.isSettled) == [true])
        #expect(try Reading(header + "C,D,,2026-11-22,no").rows.isEmpty)
    }

    @Test func debtsThatContradictThemselvesAreRefused() throws {
        let header = "customer,debt,minimum_due,due_date,grace_end,overdue_amount\n"
        #expect(try Reading(header + "C,D,-1,2026-11-22,,").rows.isEmpty)
        #expect(try Reading(header + "C,D,1,2026-11-22,2026-11-21,").rows.isEmpty)
        #expect(try Reading(header + "C,D,1,2026-11-22,,-5").rows.isEmpty)
    }
}
