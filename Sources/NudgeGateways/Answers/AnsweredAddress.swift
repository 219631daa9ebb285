internal import NudgeCore

/// An address as a gateway writes it in an answer, for comparing with what was sent.
///
/// Vendors answer `+8613800138000` with `8613800138000` or `13800138000`, and mail addresses in
/// small letters.
struct AnsweredAddress {
    private let text: String
    private let phone: PhoneNumber?

    init(_ text: String) {
        self.text = text
        phone = try? PhoneNumber(parsing: text, region: .mainland)
    }

    func isSame(as sent: String) -> Bool {
        if text == sent { return true }
        if let phone { return phone == (try? PhoneNumber(parsing: sent, region: .mainland)) }
        return text.contains("@") && text.lowercased() == sent.lowercased()
    }
}

/// The items of an answer that holds one for each address.
struct RecipientItems {
    private let owner: RecipientAnswers.Owner
    private let values: [JSONValue]
    /// Whose each is; empty where the order says it.
    private let addresses: [AnsweredAddress]
    private let isComplete: Bool

    init(_ parts: RecipientAnswers, in tree: JSONValue, recipients: [String]) {
        owner = parts.owner
        guard let path = parts.items else {
            values = []
            addresses = []
            isComplete = false
            return
        }
        switch parts.owner {
        case .address(let place):
            values = tree.elements(at: path) ?? []
            addresses = values.map { AnsweredAddress($0.text(at: place) ?? "") }
        case .order:
            values = tree.elements(at: path) ?? []
            addresses = []
        case .key:
            guard case .object(let members)? = tree.value(at: path) else {
                values = []
                addresses = []
                break
            }
            values = members.map(\.value)
            addresses = members.map { AnsweredAddress($0.name) }
        }
        isComplete = values.count == recipients.count
    }

    /// `nil` when the answer does not name the address, or has not one item for each.
    func item(of address: String, at index: Int) -> JSONValue? {
        guard owner != .order else { return isComplete ? values[index] : nil }
        // Nearly always the vendor keeps the order.
        if index < addresses.count, addresses[index].isSame(as: address) { return values[index] }
        return addresses.firstIndex { $0.isSame(as: address) }.map { values[$0] }
    }
}
