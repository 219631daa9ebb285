/// What a case is for: work for people, where no message will do.
package enum CaseKind: UInt8, CaseIterable, Sendable {
    /// A step of a cadence that asks for a person.
    case handOff
    /// Every address of the customer has failed, and he owes something that a step would say.
    case contactRepair
    /// A signal arose that the strategy sends to people.
    case earlyWarning
    /// The customer has complained.
    case complaint
    /// The customer wrote that he cannot pay, or asked for instalments.
    case hardship
    /// The customer wrote something that only people can answer.
    case reply

    package var name: String {
        switch self {
        case .handOff: "hand-off"
        case .contactRepair: "contact-repair"
        case .earlyWarning: "early-warning"
        case .complaint: "complaint"
        case .hardship: "hardship"
        case .reply: "reply"
        }
    }

    package init?(name: String) {
        guard let match = CaseKind.allCases.first(where: { $0.name == name }) else { return nil }
        self = match
    }
}
