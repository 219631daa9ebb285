import NudgeCore

/// Who a fact says somebody is, with the keyed code that tells whether it is known already.
struct FactPrint: Sendable {
    var content: PersonContent
    var print: [UInt8]

    init(_ content: PersonContent, _ vault: Vault) {
        self.content = content
        print = vault.fingerprint(content.bytes)
    }

    /// `nil` for a fact that does not tell all of who somebody is.
    init?(_ fact: Fact, _ vault: Vault) {
        guard case .customer(let fact) = fact, let name = fact.name,
            let addresses = fact.addresses
        else { return nil }
        self.init(PersonContent(name: name, addresses: addresses.uniqued()), vault)
    }
}

extension [Address] {
    /// Without repetitions, in order.
    func uniqued() -> [Address] {
        guard count > 1 else { return self }
        var known: [Address] = []
        for address in self where !known.contains(address) { known.append(address) }
        return known
    }
}
