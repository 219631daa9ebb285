/// What a customer's reply means.
package enum ReplyMeaning: UInt8, CaseIterable, Sendable {
    /// Stop, for the message's class and channel.
    case optOut
    /// Start again.
    case optIn
    case help
    /// Somebody else has this number.
    case wrongPerson
    case complaint
    /// Cannot pay, or asks for instalments.
    case hardship
    /// Says that it has been paid.
    case saysPaid
    /// Written by a machine: means nothing.
    case autoReply
    case other

    package var name: String {
        switch self {
        case .optOut: "opt-out"
        case .optIn: "opt-in"
        case .help: "help"
        case .wrongPerson: "wrong-person"
        case .complaint: "complaint"
        case .hardship: "hardship"
        case .saysPaid: "says-paid"
        case .autoReply: "auto-reply"
        case .other: "other"
        }
    }
}
