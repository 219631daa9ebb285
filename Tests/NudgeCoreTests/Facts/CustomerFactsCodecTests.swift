import NudgeCore
import Testing

@Suite
struct CustomerFactsCodecTests {
    /// A generator whose numbers follow from its seed: a failure can be repeated.
    struct Seeded: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            // SplitMix64, public domain, by Sebastiano Vigna.
            state &+= 0x9e37_79b9_7f4a_7c15
            var mixed = state
            mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
            mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
            return mixed ^ (mixed >> 31)
        }
    }

    @Test(arguments: 0..<200)
    func whatIsEncodedIsDecoded(_ seed: Int) throws {
        var chance = Seeded(state: UInt64(seed))
        let facts = CustomerFacts.random(using: &chance)
        let bytes = CustomerFactsCodec.encode(facts)
        let decoded = try CustomerFactsCodec.decode(
            bytes,
            id: facts.id,
            revision: facts.revision
        )
        #expect(decoded == facts)
    }

    @Test func extremesComeBack() throws {
        var debt = Debt(
            id: DebtID(.min),
            minimumDue: .max,
            dueDate: .init(daysSinceEpoch: .min),
            asOf: Instant(milliseconds: .min)
        )
        debt.paidSince = .min
        debt.spell = .max
        var facts = CustomerFacts(id: CustomerID(1), reference: "", debts: [debt])
        facts.asOf = Instant(milliseconds: .max)
        let bytes = CustomerFactsCodec.encode(facts)
        #expect(try CustomerFactsCodec.decode(bytes, id: facts.id, revision: 0) == facts)
    }

    @Test func aTypicalCustomerIsSmall() {
        #expect(CustomerFactsCodec.encode(.typical).count < 360)
    }

    @Test func aNewerFormIsRefusedByName() {
        var bytes = CustomerFactsCodec.encode(.typical)
        bytes[0] = 3
        #expect(throws: CodecError.unknownVersion(3)) {
            try CustomerFactsCodec.decode(bytes, id: CustomerID(1), revision: 0)
        }
    }

    /// What version 1 added is read by its place: the first form ends a debt with its spell, and a
    /// customer with his contacts.
    @Test func theFirstFormIsStillRead() throws {
        var debt = Debt(
            id: DebtID(7),
            minimumDue: 100,
            dueDate: .init(daysSinceEpoch: 1),
            asOf: .distantPast
        )
        debt.spell = 5
        let facts = CustomerFacts(id: CustomerID(1), reference: "r", debts: [debt])
        var bytes = CustomerFactsCodec.encode(facts)
        // Limit, times late, grades, utilisations, two instants: then no contacts, cases, habit.
        #expect(bytes.suffix(9) == [0, 0, 0, 0, 0, 0, 0, 0, 0])
        bytes[0] = 1
        bytes.removeLast(8)
        #expect(try CustomerFactsCodec.decode(bytes, id: facts.id, revision: 0) == facts)
    }

    @Test func everyTruncationIsAnError() {
        let bytes = CustomerFactsCodec.encode(.typical)
        for length in 0..<bytes.count {
            #expect(throws: CodecError.self) {
                try CustomerFactsCodec.decode(
                    Array(bytes[..<length]),
                    id: CustomerID(1),
                    revision: 0
                )
            }
        }
        #expect(throws: CodecError.damaged) {
            try CustomerFactsCodec.decode(bytes + [0], id: CustomerID(1), revision: 0)
        }
    }

    @Test(arguments: 0..<50)
    func noDamageMakesItTrap(_ seed: Int) {
        var chance = Seeded(state: UInt64(seed))
        for _ in 0..<200 {
            var bytes = CustomerFactsCodec.encode(.random(using: &chance))
            for _ in 0..<Int.random(in: 1...4, using: &chance) {
                let place = Int.random(in: 1..<bytes.count, using: &chance)
                bytes[place] = UInt8.random(in: 0...255, using: &chance)
            }
            // Damage may by chance give another value; it may never end the program.
            _ = try? CustomerFactsCodec.decode(bytes, id: CustomerID(1), revision: 0)
        }
    }
}
