/// What law, industry and carriers allow: windows, caps, recipients, words.
///
/// It can only restrict.
package struct Rulebook: Sendable {
    /// The file's name without its ending, such as `cn-mainland`.
    package var name: String
    package var title: String
    /// The zone of recipients whose own zone is unknown.
    package var defaultZone: String
    package var windows: [WindowRule]
    /// Dates on which nothing leaves.
    package var blackouts: [Blackout]
    package var caps: [CapRule]
    /// What a customer may agree to or refuse; the rules name them.
    package var agreements: [AgreementTopic]
    /// The roles that may be contacted at all.
    package var recipients: Set<Role>
    package var recipientsBasis: Basis?
    /// Words that no message may hold.
    package var forbiddenWords: [ForbiddenWord]
    /// Elements that a message must hold.
    package var required: [RequiredElement]
    /// `nil`: a refusal is not confirmed.
    package var optOutConfirmation: OptOutConfirmation?

    package init(
        name: String,
        title: String = "",
        defaultZone: String,
        windows: [WindowRule] = [],
        blackouts: [Blackout] = [],
        caps: [CapRule] = [],
        agreements: [AgreementTopic] = [],
        recipients: Set<Role> = [.debtor, .coBorrower, .guarantor],
        recipientsBasis: Basis? = nil,
        forbiddenWords: [ForbiddenWord] = [],
        required: [RequiredElement] = []
    ) {
        self.name = name
        self.title = title
        self.defaultZone = defaultZone
        self.windows = windows
        self.blackouts = blackouts
        self.caps = caps
        self.agreements = agreements
        self.recipients = recipients
        self.recipientsBasis = recipientsBasis
        self.forbiddenWords = forbiddenWords
        self.required = required
    }
}

/// One message that confirms a refusal to who refused, where the law lets it be.
package struct OptOutConfirmation: Hashable, Sendable {
    /// After the refusal came.
    package var within: Milliseconds
    package var basis: Basis

    package init(within: Milliseconds, basis: Basis) {
        self.within = within
        self.basis = basis
    }
}

/// A phrase that no message may hold.
package struct ForbiddenWord: Hashable, Sendable {
    package var phrase: String
    /// The category of the fact base, such as `L04`.
    package var category: String
    /// What the category is about.
    package var title: String
    package var basis: Basis

    package init(phrase: String, category: String, title: String = "", basis: Basis) {
        self.phrase = phrase
        self.category = category
        self.title = title
        self.basis = basis
    }
}

/// An element that every message of a class must hold, named by the template variable that brings it.
package struct RequiredElement: Hashable, Sendable {
    package var variable: String
    package var scope: RuleScope
    package var basis: Basis

    package init(variable: String, scope: RuleScope, basis: Basis) {
        self.variable = variable
        self.scope = scope
        self.basis = basis
    }
}
