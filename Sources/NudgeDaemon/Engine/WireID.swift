package import NudgeCore

/// A contact's id towards gateways: the store's name and the number, `k3x9q-000c5v`.
package struct WireID: Sendable {
    /// The store's identity.
    package let store: String

    package init(store: String) {
        self.store = store
    }

    package func text(of contact: ContactID) -> String {
        "\(store)-\(String(contact.value, radix: 36))"
    }

    /// A case's id towards the staff's webhook: `k3x9q-case-5v`.
    package func text(ofCase id: Int64) -> String {
        "\(store)-case-\(String(id, radix: 36))"
    }

    /// `nil` for anything that this store did not name.
    package func contact(_ text: String) -> ContactID? {
        guard text.hasPrefix(store + "-") else { return nil }
        let digits = text.dropFirst(store.utf8.count + 1)
        guard !digits.isEmpty, digits.utf8.count <= 13,
            digits.allSatisfy({ $0.isASCII && ($0.isNumber || $0.isLowercase) }),
            let value = Int64(digits, radix: 36)
        else { return nil }
        return ContactID(value)
    }
}
