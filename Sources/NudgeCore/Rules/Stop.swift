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
        /// Nothing leaves through it; what has not left is put back.
        case gateway(String)
        /// Nothing new is given to it; what is under way leaves.
        case draining(String)

        /// The gateway that it closes; `nil` for what is not about one gateway.
        package var gateway: String? {
            switch self {
            case .gateway(let name), .draining(let name): name
            case .everything, .tier, .template, .channel: nil
            }
        }

        /// For people.
        package var words: String {
            switch self {
            case .everything: "everything"
            case .tier(let name): "tier \(name)"
            case .template(let name): "template \(name)"
            case .channel(let channel): "channel \(channel.name)"
            case .gateway(let name): "gateway \(name)"
            case .draining(let name): "gateway \(name), drained"
            }
        }
    }
}
