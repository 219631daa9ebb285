internal import Synchronization

/// A gateway that fails by chance: what becomes of a message is drawn from the seed and its id, so a
/// run can be repeated.
///
///     let mixture = FaultMixture(seed: seed, faultsInHundred: 30)
///     let server = try FaultServer { mixture.reaction(to: $0.id) }
///     …
///     mixture.recover()
package final class FaultMixture: Sendable {
    private let seed: UInt64
    private let faultsInHundred: Int
    private let faults: [FaultReaction]
    private let hasRecovered = Mutex(false)

    /// A mixture that is the same for the same seed.
    ///
    /// `faultsInHundred`: How many messages of a hundred meet with a fault; all others are
    /// accepted.
    /// `faults`: Each as likely as the others; one that stands there twice, twice as likely.
    package init(
        seed: UInt64,
        faultsInHundred: Int,
        faults: [FaultReaction] = FaultMixture.all
    ) {
        self.seed = seed
        self.faultsInHundred = faultsInHundred
        self.faults = faults
    }

    /// Accepts everything from now on.
    package func recover() {
        hasRecovered.withLock { $0 = true }
    }

    package func reaction(to id: String) -> FaultReaction {
        let hash = id.utf8.reduce(seed) { ($0 ^ UInt64($1)) &* 0x0000_0100_0000_01B3 }
        var generator = SeededGenerator(seed: hash)
        guard !hasRecovered.withLock({ $0 }), generator.chance(faultsInHundred, in: 100) else {
            return FaultMixture.accepted
        }
        return generator.pick(faults)
    }

    package static let accepted = FaultReaction.answer(FaultAnswer(body: "{\"id\":\"v-1\"}"))

    /// Every fault that HTTP/1.1 and HTTP/2 share; hanging is one of many, for it takes its time.
    package static let all: [FaultReaction] = [
        .endBeforeBody(.close), .endBeforeBody(.cut), .endBeforeBody(.reset),
        .end(.close), .end(.cut), .end(.reset), .end(.close), .end(.reset), .hang,
        .text("\u{1}garbage\r\n\r\n"), .endlessHeaders, .endlessBody,
        .answer(FaultAnswer(429, headers: ["Retry-After: 5"])), .answer(FaultAnswer(429)),
        .answer(FaultAnswer(500)), .answer(FaultAnswer(503)), .answer(FaultAnswer(503)),
        .answer(FaultAnswer(302, headers: ["Location: /elsewhere"])),
        .answer(FaultAnswer(307, headers: ["Location: /elsewhere"])),
        .answer(FaultAnswer(408)), .answer(FaultAnswer(425)),
        .answer(FaultAnswer(422, body: "{\"error\":{\"code\":\"bad_recipient\"}}")),
        .answer(FaultAnswer(422, body: "{\"error\":{\"code\":\"misconfigured\"}}")),
        .answer(FaultAnswer(body: "{\"id\"", declaredLength: 100, afterwards: .end(.close))),
        .answer(FaultAnswer(headers: ["Content-Type: application/json"], body: "{\"id\"")),
        .answer(FaultAnswer(body: "{\"id\":\"v-1\"}", afterwards: .end(.close))),
        .answer(FaultAnswer(body: "{\"id\":\"v-1\"}", afterwards: .end(.reset))),
        .answer(FaultAnswer(body: "{\"id\":\"v-1\"}", afterwards: .endWhenSpokenTo(.close))),
        .answer(FaultAnswer(body: "{\"id\":\"v-1\"}", afterwards: .endWhenSpokenTo(.reset))),
        .answer(FaultAnswer(body: "{\"id\":\"v-1\"}", interim: [100], delayMilliseconds: 5)),
        .drip(FaultAnswer(body: "{\"id\":\"v-1\"}"), milliseconds: 1),
    ]
}
