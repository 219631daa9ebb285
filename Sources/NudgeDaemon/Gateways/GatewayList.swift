package import NudgeCore
package import NudgeStore

/// The gateways as an operator looks at them: what each is, and how it stands.
package struct GatewayList: Sendable {
    package var rows: [Row]

    /// One gateway.
    package struct Row: Hashable, Sendable {
        package var name: String
        package var kind: String
        package var channels: String
        package var host: String
        package var pace: String
        package var health: String
    }

    /// In doubt are looked for so many, oldest first.
    private static let unknownMax = 10_000

    /// - Parameters:
    ///   - gateways: In the order of their names.
    ///   - silent: Those whose receipts have dried up, since when.
    ///   - troubles: Those that get no token.
    ///   - store: What waits, and what is in doubt.
    /// - Throws: `StoreError` when the store cannot be read.
    package init(
        _ gateways: [GatewaySettings],
        silent: [String: Instant] = [:],
        troubles: [TokenTrouble] = [],
        store: any OperatorStore
    ) throws(StoreError) {
        let status = try store.status()
        let stops = try store.stops()
        let unknown = try store.unknownContacts(limit: GatewayList.unknownMax)
        rows = gateways.map { gateway in
            let waiting = status.lanes.first { $0.name == gateway.name }?.timers ?? 0
            let doubts = unknown.count { $0.gateway == gateway.name }
            let stop = stops.first { $0.stop.scope.holds(gateway) }
            var health: [String] = []
            if let stop { health.append("STOPPED by \(stop.actor): \(stop.why)") }
            if waiting > 0 { health.append("\(waiting) waiting") }
            if doubts > 0 { health.append("\(doubts) in doubt") }
            if let since = silent[gateway.name] { health.append("no receipts since \(since)") }
            if let trouble = troubles.first(where: { $0.gateway == gateway.name }) {
                health.append("no token \(trouble.words)")
            }
            return Row(
                name: gateway.name,
                kind: gateway.kind.name,
                channels: Channel.allCases.filter(gateway.channels.contains)
                    .map(\.name).joined(separator: ","),
                host: gateway.host,
                pace: gateway.pace,
                health: health.isEmpty ? "-" : health.joined(separator: "; ")
            )
        }
    }

    /// A table, with as many columns as its longest cells need.
    package var text: String {
        let head = Row(
            name: "NAME",
            kind: "KIND",
            channels: "CHANNELS",
            host: "HOST",
            pace: "PACE",
            health: "HEALTH"
        )
        let cells = ([head] + rows).map { [$0.name, $0.kind, $0.channels, $0.host, $0.pace] }
        let widths = (0..<5).map { column in cells.map { $0[column].count }.max() ?? 0 }
        return zip([head] + rows, cells).map { row, cells in
            zip(cells, widths).map { $0 + String(repeating: " ", count: $1 - $0.count + 2) }
                .joined() + row.health
        }
        .joined(separator: "\n")
    }
}

extension GatewaySettings {
    /// Host and port of its URL.
    fileprivate var host: String {
        guard let colon = url.firstRange(of: "://") else { return url }
        return String(url[colon.upperBound...].prefix { $0 != "/" && $0 != "?" })
    }

    /// How fast it may be asked.
    fileprivate var pace: String {
        guard let ratePerSecond else { return "\(inFlight) in flight" }
        let rate =
            ratePerSecond == ratePerSecond.rounded()
            ? String(Int(ratePerSecond)) : String(ratePerSecond)
        return "\(rate)/s, \(inFlight) in flight"
    }
}

extension TokenTrouble {
    /// Since when, what the vendor said, and when it is asked again.
    package var words: String { "since \(since): \(reason); asked again at \(next)" }
}

extension Stop.Scope {
    /// Whether nothing leaves through a gateway while it is in force.
    fileprivate func holds(_ gateway: GatewaySettings) -> Bool {
        switch self {
        case .everything: true
        case .gateway(let name), .draining(let name): name == gateway.name
        case .channel(let channel): gateway.channels == [channel]
        default: false
        }
    }
}
