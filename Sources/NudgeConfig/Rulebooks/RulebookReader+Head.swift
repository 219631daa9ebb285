import NudgeCore

/// What every window, blackout and cap says first.
struct RuleHead {
    var name: String
    var scope: RuleScope
    var clause: AgreementClause
    var basis: Basis
}

extension RulebookReader {
    /// The rule's mapping: the keys that all rules have, and its own.
    func map(_ value: YAMLValue, _ keys: [String]) -> YAMLMapping? {
        value.mapping(["name", "basis"] + RulebookReader.scopeKeys + keys)
    }

    /// Reads all of it, so that everything that is wrong is told at once; `note` gets the name as soon
    /// as there is one.
    func head(_ map: YAMLMapping, note: (String) -> Void) -> RuleHead? {
        let name = map.required("name")?.text()
        if let name { note(name) }
        let scope = scope(map)
        let clause = clause(map)
        let basis = map.required("basis")?.basis()
        guard let name, let basis else { return nil }
        return RuleHead(name: name, scope: scope, clause: clause, basis: basis)
    }
}
