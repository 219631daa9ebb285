package import NudgeCore
internal import NudgeTestKit

/// How a simulated gateway behaves for a while.
package enum GatewayMood: CaseIterable, Hashable, Sendable {
    case healthy
    case refusesConnections
    case answers500
    case cutsConnections
    case keepsSilent
    case throttles
    case losesReceipts
    case refusesNumbers

    /// What a message meets: the same message in the same mood meets the same fate.
    package func fate(of id: String, channel: Channel, seed: UInt64) -> SimulatedFate {
        var hash = seed
        for byte in id.utf8 { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
        var chance = SeededGenerator(seed: hash)
        let ordinary = SimulatedFate.accepted(
            receipt: chance.chance(1, in: 12) ? .undelivered : .delivered,
            after: .seconds(chance.int(1...900))
        )
        // Even a bad hour lets some through.
        let isSpared = chance.chance(1, in: 4)
        switch self {
        case .healthy, .refusesConnections: return ordinary
        case .answers500: return isSpared ? ordinary : .status(500)
        case .cutsConnections: return isSpared ? ordinary : .cutAfterTaking
        case .keepsSilent: return isSpared ? ordinary : .noAnswer
        case .throttles: return isSpared ? ordinary : .throttled(seconds: chance.int(1...1200))
        case .losesReceipts: return .accepted(receipt: nil, after: .zero)
        case .refusesNumbers:
            return channel == .sms && chance.chance(1, in: 3) ? .badRecipient : ordinary
        }
    }
}

/// What a simulated gateway does about one message.
package enum SimulatedFate: Hashable, Sendable {
    case accepted(receipt: ContactEvent.Receipt?, after: Milliseconds)
    /// Not taken, but the sender cannot know.
    case status(Int)
    case cutAfterTaking
    case noAnswer
    case throttled(seconds: Int)
    case badRecipient
}
