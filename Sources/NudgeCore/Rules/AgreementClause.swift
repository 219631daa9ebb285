/// What a customer may agree to or refuse, by the name that rules and facts share.
package struct AgreementTopic: Hashable, Sendable {
    /// Such as `night-contact`.
    package var name: String
    package var title: String
    package var basis: Basis

    package init(name: String, title: String, basis: Basis) {
        self.name = name
        self.title = title
        self.basis = basis
    }
}

/// Whether a rule binds a customer, by what he agreed to or refused.
package struct AgreementClause: Hashable, Sendable {
    /// It does not bind who agreed to this.
    package var unlessAgreed: String?
    /// It binds only who refused this.
    package var whenRefused: String?

    package init(unlessAgreed: String? = nil, whenRefused: String? = nil) {
        self.unlessAgreed = unlessAgreed
        self.whenRefused = whenRefused
    }

    /// It binds everybody.
    package static let none = AgreementClause()

    package var names: [String] {
        [unlessAgreed, whenRefused].compactMap(\.self)
    }
}

/// What one customer agreed to and refused, of all that the rules in force name.
package struct AgreementState: Hashable, Sendable {
    fileprivate var given: UInt64 = 0
    fileprivate var refused: UInt64 = 0

    /// Nothing was ever said: nearly every customer.
    package static let none = AgreementState()
}

/// The names that rules ask for, each with a bit of its own.
struct AgreementIndex: Sendable {
    /// More than anybody draws up; a set of them is one word.
    static let namesMax = 64

    private let names: [String]

    init(_ rulebooks: [Rulebook]) {
        let clauses = rulebooks.flatMap { rulebook in
            rulebook.closings.map(\.agreement) + rulebook.caps.map(\.agreement)
        }
        names = Set(clauses.flatMap(\.names)).sorted()
        precondition(names.count <= AgreementIndex.namesMax, "rules name too many agreements")
    }

    func state(of agreements: [Agreement]) -> AgreementState {
        var state = AgreementState()
        for agreement in agreements {
            guard let bit = bit(agreement.name) else { continue }
            if agreement.isGiven { state.given |= bit } else { state.refused |= bit }
        }
        return state
    }

    /// A clause with names looked up.
    func compile(_ clause: AgreementClause) -> CompiledClause {
        CompiledClause(
            unlessAgreed: clause.unlessAgreed.flatMap(bit) ?? 0,
            whenRefused: clause.whenRefused.flatMap(bit) ?? 0
        )
    }

    private func bit(_ name: String) -> UInt64? {
        names.firstIndex(of: name).map { 1 << UInt64($0) }
    }
}

/// An agreement clause as bits; 0: nothing is asked.
struct CompiledClause: Hashable, Sendable {
    let unlessAgreed: UInt64
    let whenRefused: UInt64

    func binds(_ state: AgreementState) -> Bool {
        state.given & unlessAgreed == 0 && state.refused & whenRefused == whenRefused
    }
}
