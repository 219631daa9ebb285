import NudgeCore
import NudgeSimulation
import NudgeStore
import NudgeTestKit
import Testing

@testable import NudgeDaemon

/// The whole daemon through days of trouble; to play one seed again, put it into the range.
@Suite("Days of trouble, drawn by chance")
@WorldActor
struct SimulationTests {
    @Test("nothing is lost, repeated, untimely or forgotten", arguments: UInt64(1)...20)
    func nothingIsLost(_ seed: UInt64) async throws {
        let record = try await SimulationPlay(SimulatedCourse(seed: seed)).play()
        let violations = Invariants(record).violations
        #expect(violations.isEmpty, "seed \(seed): \(violations.joined(separator: "\n"))")
        #expect(record.messages.count > 20, "seed \(seed): too quiet to show anything")
    }
}

/// The checks themselves: each must see its own fault.
@Suite("The invariants see what they should")
struct InvariantsTests {
    private static let noon = Instant.shanghai("2026-11-10 12:00")

    private static func contact(
        _ id: String,
        _ state: ContactState = .delivered,
        day: Int16 = 1,
        at instant: Instant = noon
    ) -> ObservedContact {
        ObservedContact(
            id: id,
            customer: "c1",
            channel: .sms,
            point: PointID(1),
            state: state,
            at: instant,
            occasions: [
                Occasion(
                    debt: DebtID(1),
                    spell: 1,
                    dueDate: .fixture("2026-11-09"),
                    stepDay: day,
                    purpose: .overdue
                )
            ],
            debts: ["d1"]
        )
    }

    private static func message(
        _ id: String,
        at instant: Instant = noon,
        taken: Bool = true
    ) -> ObservedMessage {
        ObservedMessage(
            id: id,
            channel: .sms,
            to: "+8613800000001",
            messageClass: .collection,
            at: instant,
            isTaken: taken
        )
    }

    private static func record(
        _ messages: [ObservedMessage],
        _ contacts: [ObservedContact],
        silences: [SimulationRecord.Silence] = [],
        reachable: [String] = ["c1"]
    ) -> SimulationRecord {
        SimulationRecord(
            seed: 0,
            messages: messages,
            contacts: contacts,
            silences: silences,
            reachable: reachable
        )
    }

    @Test func aQuietRecordIsInOrder() {
        let record = Self.record([Self.message("a")], [Self.contact("a")])
        #expect(Invariants(record).violations.isEmpty)
    }

    @Test(arguments: [
        record([message("a"), message("a")], [contact("a")]),
        record([message("a"), message("b")], [contact("a"), contact("b")]),
        record([message("a"), message("b")], [contact("a")]),
        record([message("a")], [contact("a", .putBack)], reachable: []),
        record([message("a")], [contact("a", .refused)], reachable: []),
        record([], [contact("a", .accepted)]),
        record([], [contact("a", .leaving)], reachable: []),
        record([message("a", at: .shanghai("2026-11-10 22:00"))], [contact("a")]),
        record([message("a", at: .shanghai("2026-11-10 07:59"))], [contact("a")]),
        record(
            [],
            [
                contact("a", .unknown), contact("b", .unknown, day: 2),
                contact("c", .unknown, day: 3),
            ]
        ),
        record(
            [message("a")],
            [contact("a")],
            silences: [.init(.paid(debt: "d1"), messagesBefore: 0)]
        ),
        record(
            [message("a")],
            [contact("a")],
            silences: [.init(.optedOut(address: "+8613800000001", .collection), messagesBefore: 0)]
        ),
        record([], []),
    ])
    func aFaultIsSeen(_ record: SimulationRecord) {
        #expect(!Invariants(record).violations.isEmpty)
    }
}
