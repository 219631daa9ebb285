import NudgeCore

/// An address as a report may show it.
enum AuditMask {
    /// Three characters in front and, of a phone, two behind; of a mail address the domain.
    static func address(_ address: String, _ channel: Channel) -> String {
        switch channel.addressKind {
        case .email:
            let domain = address.firstIndex(of: "@").map { String(address[$0...]) } ?? ""
            return "\(address.prefix(1))***\(domain)"
        case .phone:
            return "\(address.prefix(6))****\(address.suffix(2))"
        case .device, .wechat:
            return "\(address.prefix(4))****"
        }
    }
}
