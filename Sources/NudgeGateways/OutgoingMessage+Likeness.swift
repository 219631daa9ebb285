internal import NudgeCore

extension OutgoingMessage {
    /// Whether two messages have in common what all of a batch must.
    func isLike(_ other: OutgoingMessage, in likeness: BatchForm.Likeness) -> Bool {
        switch likeness {
        case .content: text == other.text && html == other.html
        case .subject: subject == other.subject
        case .code: code == other.code
        case .parameters: parameters == other.parameters
        case .template: template == other.template
        case .class: messageClass == other.messageClass
        case .channel: channel == other.channel
        case .segments: segments == other.segments
        case .currency: currency == other.currency
        case .mainland: isMainland == other.isMainland
        }
    }

    private var isMainland: Bool { address.hasPrefix("+86") }
}
