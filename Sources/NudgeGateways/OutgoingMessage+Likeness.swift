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

    /// What `isLike` compares.
    func hash(_ likeness: BatchForm.Likeness, into hasher: inout Hasher) {
        switch likeness {
        case .content: hasher.combine(text)
        case .subject: hasher.combine(subject)
        case .code: hasher.combine(code)
        case .parameters: hasher.combine(parameters)
        case .template: hasher.combine(template)
        case .class: hasher.combine(messageClass)
        case .channel: hasher.combine(channel)
        case .segments: hasher.combine(segments)
        case .currency: hasher.combine(currency)
        case .mainland: hasher.combine(isMainland)
        }
    }

    private var isMainland: Bool { address.hasPrefix("+86") }
}
