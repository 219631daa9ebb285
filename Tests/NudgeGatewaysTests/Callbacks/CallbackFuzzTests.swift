import NudgeCore
import NudgeGateways
import NudgeTestKit
import Testing

/// A hundred thousand bodies that no vendor ever sent.
struct CallbackFuzzTests {
    static let mutationsPerShard = 12_500

    /// Eight shards, so that they run beside each other; each has a seed of its own.
    @Test(arguments: 1...8)
    func noMutationCrashesOrMakesAnEventOfNothing(_ seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let samples = VendorSample.all
        let doors = try samples.map { try CallbackFixture.door($0.vendor, $0.name) }
        var believed = 0
        for _ in 0..<Self.mutationsPerShard {
            let index = Int.random(in: 0..<samples.count, using: &generator)
            let body = Self.mutated(samples[index].body, using: &generator)
            let input = samples[index].input(body)
            guard let reading = try? doors[index].read(input, now: CallbackFixture.now) else {
                continue
            }
            believed += 1
            for event in reading.events {
                #expect(Self.isMadeOf(event, body), "seed \(seed): \(samples[index].description)")
            }
        }
        // Else the mutations would say nothing about the readers.
        #expect(believed > Self.mutationsPerShard / 50)
    }

    /// What is signed cannot be changed: the signature of the first body never fits another.
    @Test(arguments: 1...2)
    func noMutationOfWhatIsSignedIsBelieved(_ seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let sample = try #require(VendorSample.all.first { $0.vendor == "bank-platform" })
        let door = try CallbackFixture.door("bank-platform", "report")
        var input = sample.input(sample.body)
        for _ in 0..<5_000 {
            input.body = Self.mutated(sample.body, using: &generator)
            guard input.body != sample.body else { continue }
            #expect(throws: CallbackError.wrongSignature) {
                try door.read(input, now: CallbackFixture.now)
            }
        }
    }

    // MARK: - Mutations

    private static func mutated(
        _ body: [UInt8],
        using generator: inout SeededGenerator
    ) -> [UInt8] {
        var body = body
        for _ in 0...Int.random(in: 0..<3, using: &generator) {
            guard !body.isEmpty else { break }
            let at = Int.random(in: 0..<body.count, using: &generator)
            switch Int.random(in: 0..<7, using: &generator) {
            case 0: body[at] = UInt8.random(in: 0...255, using: &generator)
            case 1: body.remove(at: at)
            case 2: body.insert(UInt8.random(in: 0...255, using: &generator), at: at)
            case 3: body.removeSubrange(at...)
            case 4:
                let end = Int.random(in: at..<body.count, using: &generator)
                body.removeSubrange(at...end)
            case 5:
                let end = Int.random(in: at..<body.count, using: &generator)
                body.insert(contentsOf: body[at...end], at: at)
            default:
                let words = [
                    "[[", "<![CDATA[", "&#x0;", "%00", "\"", "\\ud800", "<!DOCTYPE a>", "-1",
                ]
                let word = words[Int.random(in: 0..<words.count, using: &generator)]
                body.insert(contentsOf: Array(word.utf8), at: at)
            }
        }
        return body
    }

    // MARK: - Nothing of nothing

    /// Whether all that would move a state stood in the body: ids and addresses, sign for sign.
    private static func isMadeOf(_ event: InboundEvent, _ body: [UInt8]) -> Bool {
        let parts: [String]
        switch event {
        case .receipt(let receipt):
            parts = [receipt.contactWireID, receipt.vendorID, receipt.address].compactMap { $0 }
        case .reply(let reply): parts = [reply.address]
        }
        return parts.allSatisfy { part in
            // Escapes write a sign otherwise: then each of its signs is looked for alone.
            contains(body, Array(part.utf8)) || !part.utf8.allSatisfy { $0 < 0x80 }
                || body.contains(UInt8(ascii: "%"))
                || body.contains(UInt8(ascii: "\\")) || body.contains(UInt8(ascii: "&"))
        }
    }

    private static func contains(_ body: [UInt8], _ part: [UInt8]) -> Bool {
        guard let first = part.first, part.count <= body.count else { return part.isEmpty }
        for start in 0...(body.count - part.count) where body[start] == first {
            if body[start..<start + part.count].elementsEqual(part) { return true }
        }
        return false
    }
}
