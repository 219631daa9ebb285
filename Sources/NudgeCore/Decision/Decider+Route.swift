extension Decider {
    /// Which gateway takes a message.
    enum Route {
        case gateway(Int)
        /// None carries the channel and the template.
        case none
        /// Those that do are all stopped.
        case stopped
    }

    /// The gateway of a channel for an occasion: of those that can take it, one of the lowest order,
    /// by weight and by a hash of the occasion.
    ///
    /// A gateway that waits is chosen only when no other can take the message.
    func route(_ channel: Channel, _ template: String, _ occasion: Occasion) -> Route {
        let route = rules.routes[Int(channel.rawValue)]
        if route.count == 1 && conditions.stops.isEmpty {
            return rules.gateways[route[0]].carries(template) ? .gateway(route[0]) : .none
        }
        var able: [Int] = []
        var waiting: [Int] = []
        var isStopped = false
        for index in route where rules.gateways[index].carries(template) {
            let name = rules.gateways[index].name
            if conditions.stops.contains(where: { $0.scope.gateway == name }) {
                isStopped = true
            } else if conditions.waitingGateways.contains(name) {
                waiting.append(index)
            } else {
                able.append(index)
            }
        }
        if let index = share(able.isEmpty ? waiting : able, occasion) { return .gateway(index) }
        return isStopped ? .stopped : .none
    }

    /// One of the first order of these, which are in order.
    private func share(_ gateways: [Int], _ occasion: Occasion) -> Int? {
        guard let first = gateways.first else { return nil }
        let order = rules.gateways[first].order
        let equals = gateways.prefix { rules.gateways[$0].order == order }
        guard equals.count > 1 else { return first }
        let total = equals.reduce(0) { $0 + part($1) }
        // The high half: the low one already draws the place in the day.
        let drawn = occasion.hash64(with: facts.id) >> 32
        var place = Int((drawn * UInt64(total)) >> 32)
        for index in equals {
            place -= part(index)
            if place < 0 { return index }
        }
        return first
    }

    private func part(_ gateway: Int) -> Int {
        let profile = rules.gateways[gateway]
        return profile.weight * (conditions.shares[profile.name] ?? 100)
    }
}
