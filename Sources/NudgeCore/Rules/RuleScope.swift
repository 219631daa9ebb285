/// Which messages a rule is about; empty sets mean "all".
package struct RuleScope: Hashable, Sendable {
    package var channels: Set<Channel>
    package var classes: Set<MessageClass>
    /// Names of the strategy's tiers.
    package var tiers: Set<String>

    package init(
        channels: Set<Channel> = [],
        classes: Set<MessageClass> = [],
        tiers: Set<String> = []
    ) {
        self.channels = channels
        self.classes = classes
        self.tiers = tiers
        bits = RuleScope.bits(channels, classes)
    }

    /// The covered pairs of class and channel, in the order of `ClassChannelSet`.
    private(set) var bits: UInt16

    /// Whether it covers the channel and the class, in whatever tier.
    package func covers(_ channel: Channel, _ messageClass: MessageClass) -> Bool {
        bits & ClassChannelSet(messageClass, channel).rawValue != 0
    }

    private static func bits(_ channels: Set<Channel>, _ classes: Set<MessageClass>) -> UInt16 {
        var bits: UInt16 = 0
        for channel in Channel.allCases where channels.isEmpty || channels.contains(channel) {
            for kind in MessageClass.allCases where classes.isEmpty || classes.contains(kind) {
                bits |= ClassChannelSet(kind, channel).rawValue
            }
        }
        return bits
    }
}

/// The tiers that rules name, each with a small number of its own; all others share number 0.
struct TierSlots: Sendable {
    /// More than any rulebook names; a set of them is one word.
    static let namedMax = 63

    /// By the tier's index in the strategy.
    private let slotOfTier: [UInt8]
    private let slotOfName: [String: UInt8]
    /// How many numbers there are, 0 included.
    let count: Int

    init(tiers: [String], rulebooks: [Rulebook]) {
        let named = rulebooks.reduce(into: Set<String>()) { names, rulebook in
            for scope in rulebook.scopes { names.formUnion(scope.tiers) }
        }
        var slotOfName: [String: UInt8] = [:]
        var slotOfTier: [UInt8] = []
        for tier in tiers {
            let next = UInt8(slotOfName.count + 1)
            if named.contains(tier) && slotOfName[tier] == nil {
                precondition(next <= TierSlots.namedMax, "rules name too many tiers")
                slotOfName[tier] = next
            }
            slotOfTier.append(slotOfName[tier] ?? 0)
        }
        self.slotOfName = slotOfName
        self.slotOfTier = slotOfTier
        count = slotOfName.count + 1
    }

    /// The number of the tier with this index; `nil`: of no tier in particular.
    func slot(ofTier index: Int?) -> Int {
        index.map { Int(slotOfTier[$0]) } ?? 0
    }

    /// The numbers of the tiers that a scope names, a bit each; all bits where it names none.
    func bits(_ scope: RuleScope) -> UInt64 {
        guard !scope.tiers.isEmpty else { return .max }
        return scope.tiers.reduce(0) { bits, name in
            slotOfName[name].map { bits | 1 << UInt64($0) } ?? bits
        }
    }
}

extension Rulebook {
    /// Those of all rules that may name tiers.
    fileprivate var scopes: [RuleScope] {
        windows.map(\.scope) + blackouts.map(\.scope) + caps.map(\.scope)
    }
}
