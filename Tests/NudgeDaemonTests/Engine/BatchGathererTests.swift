import NudgeCore
import NudgeGateways
import NudgeTestKit
import Testing

@testable import NudgeDaemon

struct BatchGathererTests {
    private static func gateway(size: Int, same: [BatchForm.Likeness]) throws -> Gateway {
        try Gateway(
            settings: GatewaySettings(
                name: "vendor",
                kind: .http,
                channels: [.sms],
                url: "https://vendor.example/",
                http: HTTPDescription(
                    request: RequestForm(url: URLForm(host: "vendor.example")),
                    batch: BatchForm(size: size, same: same),
                    answers: AnswerForm(
                        rules: [
                            AnswerRule(when: WireCondition(statuses: [200...200]), .accepted)
                        ]
                    )
                )
            ),
            secret: nil
        )
    }

    private static func letter(
        _ contact: Int64,
        point: Int64? = nil,
        lane: Int = 0,
        text: String = "words"
    ) -> Letter {
        Letter(
            contact: ContactID(contact),
            lane: lane,
            point: PointID(point ?? contact),
            message: OutgoingMessage(
                wireID: "s1-\(contact)",
                channel: .sms,
                address: "+861380013\(1000 + (point ?? contact))",
                text: text,
                messageClass: .collection,
                template: "late/first"
            ),
            notAfter: .distantFuture
        )
    }

    private static func groups(
        _ letters: [Letter],
        size: Int = 3,
        same: [BatchForm.Likeness] = [.template],
        alone: Set<Int64> = []
    ) throws -> [[Int64]] {
        let gateway = try gateway(size: size, same: same)
        var gatherer = BatchGatherer()
        for letter in letters {
            let isAlone = alone.contains(letter.contact.value)
            gatherer.add(letter, gateway, isAlone: isAlone)
        }
        return gatherer.groups.map { $0.letters.map(\.contact.value) }
    }

    @Test func theyComeInTheirOrderAndNoGroupIsLargerThanTheGatewayTakes() throws {
        let letters = (1...8).map { Self.letter($0) }
        #expect(try Self.groups(letters) == [[1, 2, 3], [4, 5, 6], [7, 8]])
    }

    @Test func onlyTheAlikeGoTogether() throws {
        let letters = [(1, "a"), (2, "b"), (3, "a"), (4, "b"), (5, "c")].map {
            Self.letter($0.0, text: $0.1)
        }
        #expect(try Self.groups(letters, same: [.content]) == [[1, 3], [2, 4], [5]])
        #expect(try Self.groups(letters) == [[1, 2, 3], [4, 5]])
    }

    @Test func lanesAreNotMixed() throws {
        let letters = (1...4).map { Self.letter($0, lane: Int($0 % 2)) }
        #expect(try Self.groups(letters) == [[1, 3], [2, 4]])
    }

    @Test func anAddressStandsInARequestOnce() throws {
        let letters = [(1, 7), (2, 7), (3, 8), (4, 7)].map { Self.letter($0.0, point: $0.1) }
        #expect(try Self.groups(letters) == [[1, 3], [2], [4]])
    }

    @Test func whoIsAloneIsJoinedByNobody() throws {
        let letters = (1...4).map { Self.letter($0) }
        #expect(try Self.groups(letters, alone: [1, 3]) == [[1], [2, 4], [3]])
    }

    /// Whatever comes: everybody once, nothing too large, nothing twice in a request.
    @Test(arguments: 0..<50) func everybodyGoesOnce(_ seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let size = generator.int(2...6)
        let letters = (1...40).map { contact in
            Self.letter(
                Int64(contact),
                point: Int64(generator.int(1...12)),
                lane: generator.int(0...1),
                text: generator.pick(["a", "b", "c"])
            )
        }
        let gateway = try Self.gateway(size: size, same: [.content])
        var gatherer = BatchGatherer()
        for letter in letters {
            gatherer.add(letter, gateway, isAlone: generator.chance(1, in: 8))
        }
        let groups = gatherer.groups.map(\.letters)
        let all = groups.flatMap { $0 }.map(\.contact.value).sorted()
        #expect(all == Array(1...40), "seed \(seed)")
        for group in groups {
            #expect((1...size).contains(group.count), "seed \(seed)")
            #expect(Set(group.map(\.point)).count == group.count, "seed \(seed)")
            #expect(Set(group.map(\.lane)).count == 1, "seed \(seed)")
            #expect(Set(group.map(\.message.text)).count == 1, "seed \(seed)")
        }
    }
}
