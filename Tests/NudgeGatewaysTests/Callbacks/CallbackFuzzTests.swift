import NudgeCore
import NudgeGateways
import NudgeTestKit
import Testing

/// Bodies that no vendor ever sent, at every door that ships: 8,000 of them by default, and
/// 100,000 with `NUDGE_FUZZ_BODIES=100000`.
struct CallbackFuzzTests {
    private static let shards: UInt64 = 8

    /// Every shipped callback with a sample, or with a body that a vendor would sign.
    private static let samples = VendorSample.all + FuzzedPost.unsigned

    @Test func everyShippedCallbackIsFuzzed() throws {
        let fuzzed = Set(Self.samples.map(\.description))
        for vendor in try VendorPart.names() where VendorPart.twins[vendor] == nil {
            for form in try VendorPart.callbacks(vendor) where form.receipts.isEmpty == false {
                #expect(
                    fuzzed.contains("\(vendor)/\(form.name)") || vendor == "bank-platform-xml"
                )
            }
        }
        #expect(Set(Self.samples.map(\.vendor)).count >= 17)
    }

    /// Believed whatever they say, as if their vendor had sent them: nothing crashes, and no event
    /// names a message or a person that the body does not.
    ///
    /// Each shard has a seed of its own.
    @Test(arguments: 1...shards)
    func noMutationCrashesOrMakesAnEventOfNothing(_ seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let doors = try Self.samples.map { sample in
            try CallbackFixture.door(sample.vendor, sample.name) { form in
                form.check = .none
                form.pathSecret = "callback_path"
                form.sources = []
            }
        }
        let count = BodyMutation.count(8_000) / Int(Self.shards)
        var believed = 0
        for _ in 0..<count {
            let index = Int.random(in: 0..<doors.count, using: &generator)
            let body = BodyMutation.mutated(Self.samples[index].body, using: &generator)
            let input = CallbackInput(pathTail: CallbackFixture.pathSecret, body: body)
            guard let reading = try? doors[index].read(input, now: CallbackFixture.now) else {
                continue
            }
            believed += reading.events.isEmpty ? 0 : 1
            for event in reading.events {
                #expect(
                    FuzzedPost.isMadeOf(event, body),
                    "seed \(seed): \(Self.samples[index].description)"
                )
            }
        }
        // Else the mutations would say nothing about the readers.
        #expect(believed > count / 10)
    }

    /// What is signed cannot be changed, and what is only posted by somebody who knows a secret
    /// needs every sign of it: whatever else comes is refused, and yields nothing.
    @Test(arguments: 1...shards)
    func nothingUnverifiedIsBelieved(_ seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed &+ 1_000)
        let posts = try FuzzedPost.all()
        for post in posts {
            _ = try post.door.read(
                post.input,
                certificates: post.certificates,
                now: CallbackFixture.now
            )
        }
        for _ in 0..<BodyMutation.count(8_000) / Int(Self.shards) {
            let index = Int.random(in: 0..<posts.count, using: &generator)
            let post = posts[index]
            guard let forged = post.forged(using: &generator) else { continue }
            let reading = try? post.door.read(
                forged,
                certificates: post.certificates,
                now: CallbackFixture.now
            )
            #expect(
                reading == nil || post.saysTheSame(forged),
                "seed \(seed): \(post.name): \(forged)"
            )
        }
    }
}
