package import NudgeCore

/// A contact's id towards gateways: the store's name and the number, `k3x9q-000c5v`.
package struct WireID: Sendable {
    /// The store's identity.
    package let store: String

    package init(store: String) {
        self.store = store
    }

    package func text(of contact: ContactID) -> String {
        precondition(contact.value >= 0, "a contact's number below zero")
        var digits = 1
        var rest = contact.value / 36
        while rest > 0 {
            digits += 1
            rest /= 36
        }
        // In one piece, from its end: it is written for every contact.
        let length = store.utf8.count + 1 + digits
        return String(unsafeUninitializedCapacity: length) { text in
            var place = length
            rest = contact.value
            repeat {
                place -= 1
                let digit = UInt8(rest % 36)
                text[place] =
                    digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") - 10 + digit
                rest /= 36
            } while rest > 0
            text[place - 1] = UInt8(ascii: "-")
            for (index, unit) in store.utf8.enumerated() { text[index] = unit }
            return length
        }
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
