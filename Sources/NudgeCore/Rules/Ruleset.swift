/// All rules in force at once: what `decide` reads beside the facts.
///
/// Immutable; a reload makes another one with a higher generation.
package struct Ruleset: Sendable {
    package var generation: Int64
    package var rulebooks: [Rulebook]
    package var strategy: Strategy
    /// By IANA name; holds at least the default zone of every rulebook.
    package var zones: [String: ZoneRules]
    package var calendar: BusinessCalendar
    package var gateways: [GatewayProfile]

    package init(
        generation: Int64,
        rulebooks: [Rulebook],
        strategy: Strategy,
        zones: [String: ZoneRules],
        calendar: BusinessCalendar,
        gateways: [GatewayProfile]
    ) {
        self.generation = generation
        self.rulebooks = rulebooks
        self.strategy = strategy
        self.zones = zones
        self.calendar = calendar
        self.gateways = gateways
    }
}

/// What a decision needs to know of a gateway.
package struct GatewayProfile: Hashable, Sendable {
    /// The file's name without its ending; also the lane's name.
    package var name: String
    package var channels: Set<Channel>
    /// Whether delivery receipts come back, so that their absence means something.
    package var hasReceipts: Bool
    /// Sending stops this long before a window closes.
    package var closingMargin: Milliseconds

    package init(
        name: String,
        channels: Set<Channel>,
        hasReceipts: Bool,
        closingMargin: Milliseconds = .zero
    ) {
        self.name = name
        self.channels = channels
        self.hasReceipts = hasReceipts
        self.closingMargin = closingMargin
    }
}

/// What operators have stopped, and how the lanes are: the part of the world that is neither a
/// customer's fact nor a rule.
package struct Conditions: Hashable, Sendable {
    package var stops: [Stop]
    /// Gateways whose receipts have dried up: no fallback may conclude anything from their silence.
    package var gatewaysWithoutReceipts: Set<String>

    package init(stops: [Stop] = [], gatewaysWithoutReceipts: Set<String> = []) {
        self.stops = stops
        self.gatewaysWithoutReceipts = gatewaysWithoutReceipts
    }

    package static let normal = Conditions()
}

/// An operator's order to send nothing, of one kind or at all.
package struct Stop: Hashable, Sendable {
    package var scope: Scope

    package init(scope: Scope) {
        self.scope = scope
    }

    package enum Scope: Hashable, Sendable {
        case everything
        case tier(String)
        case template(String)
        case channel(Channel)
        case gateway(String)
    }
}
