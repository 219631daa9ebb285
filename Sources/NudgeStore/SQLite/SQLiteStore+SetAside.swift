import NudgeCore

extension SQLiteStore {
    /// The journal names who was, the customer's facts say who still is; a few at most.
    package func setAside() throws(StoreError) -> [SetAside] {
        try read { session in
            var found: [SetAside] = []
            for detail in try session[.quarantines].all({ $0.text(at: 0) }) {
                guard let one = try session.setAside(named: detail),
                    !found.contains(where: { $0.reference == one.reference })
                else { continue }
                found.append(one)
            }
            return found
        }
    }
}

extension Session {
    /// `named`: `customer C77: died three times`; a reference may hold a colon itself.
    fileprivate func setAside(named detail: String) throws -> SetAside? {
        let words = detail.dropFirst("customer ".count)
        for colon in words.indices where words[colon] == ":" {
            let reference = String(words[..<colon])
            let facts = try self[.customerByReference].text(reference)
                .first { try Workspace.entry($0).facts }
            guard let facts else { continue }
            return facts.quarantine.isEmpty
                ? nil : SetAside(reference: reference, why: facts.quarantine)
        }
        return nil
    }
}
