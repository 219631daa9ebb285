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
        #expect(CustomerFactsCodec.encode(.typical).count < 400)
    }

    /// `typical` as the first form wrote it: kept, for stores hold it.
    static let first = """
        011036323232303231303031323334353637077a682d48616e730009636f72652d62616e6b008088
        9dd4b268000282897a0000000084897a0100000000000182897a0004636172640004313233340080
        890ff2c001c4c402000000000142000009636f72652d62616e6b80889dd4b2680000ffffa1a9eae8
        0102010a80ade20480a8a09cac680082897a0282897a02c4c40205000080f10480f0b2520082897a
        0282897a02c4c40205000080f10480f0b2520082897a0282897a02c4c40205000080f10480f0b252
        0082897a0282897a02c4c40205000080f10480f0b2520082897a0282897a02c4c40205000080f104
        80f0b2520082897a0282897a02c4c40205000080f10480f0b2520082897a0282897a02c4c4020500
        0080f10480f0b2520082897a0282897a02c4c40205000080f10480f0b2520082897a0282897a02c4
        c40205000080f10480f0b2520082897a0282897a02c4c402050000
        """

    @Test func theFirstFormIsStillRead() throws {
        let digits = Self.first.utf8.compactMap { Character(Unicode.Scalar($0)).hexDigitValue }
        let bytes = stride(from: 0, to: digits.count, by: 2).map { index in
            UInt8(digits[index] * 16 + digits[index + 1])
        }
        let facts = CustomerFacts.typical
        #expect(try CustomerFactsCodec.decode(bytes, id: facts.id, revision: 0) == facts)
    }

    /// The third form had no last reply, the second no lifted holds either: their bytes are the
    /// fourth's without what stands last.
    @Test(arguments: [UInt8(2), 3])
    func theFormsBeforeAreStillRead(_ version: UInt8) throws {
        var bytes = CustomerFactsCodec.encode(.typical)
        bytes[0] = version
        for _ in version..<4 { #expect(bytes.removeLast() == 0) }
        let facts = CustomerFacts.typical
        #expect(try CustomerFactsCodec.decode(bytes, id: facts.id, revision: 0) == facts)
    }

    @Test func theLastReplyIsKept() throws {
        var facts = CustomerFacts.typical
        facts.lastReply = LastReply(
            meaning: .hardship,
            channel: .email,
            point: PointID(7),
            at: Instant(seconds: 1_800_000_000)
        )
        let bytes = CustomerFactsCodec.encode(facts)
        #expect(try CustomerFactsCodec.decode(bytes, id: facts.id, revision: 0) == facts)
    }

    @Test func aNewerFormIsRefusedByName() {
        var bytes = CustomerFactsCodec.encode(.typical)
        bytes[0] = 5
        #expect(throws: CodecError.unknownVersion(5)) {
            try CustomerFactsCodec.decode(bytes, id: CustomerID(1), revision: 0)
        }
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
