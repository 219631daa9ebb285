extension Address {
    /// An address as a gateway writes it, in the form in which ours are kept.
    ///
    /// Phones with or without plus and country code, which is the mainland's where it is missing;
    /// mail with its domain in small letters. `nil` for what cannot be such an address, such as a
    /// number with stars in it.
    package init?(inbound text: String, kind: AddressKind) {
        let trimmed = text.drop { $0.isWhitespace }
        switch kind {
        case .phone:
            guard let number = try? PhoneNumber(parsing: trimmed, region: .mainland) else {
                return nil
            }
            self.init(kind: kind, value: number.e164)
        case .email:
            guard let at = trimmed.lastIndex(of: "@"), at != trimmed.startIndex else { return nil }
            let value = trimmed[..<at] + trimmed[at...].lowercased()
            self.init(kind: kind, value: String(value))
        case .device, .wechat:
            guard !trimmed.isEmpty else { return nil }
            self.init(kind: kind, value: String(trimmed))
        }
    }
}
