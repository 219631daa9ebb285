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

        /// For people.
        package var words: String {
            switch self {
            case .everything: "everything"
            case .tier(let name): "tier \(name)"
            case .template(let name): "template \(name)"
            case .channel(let channel): "channel \(channel.name)"
            case .gateway(let name): "gateway \(name)"
            }
        }
    }
}
