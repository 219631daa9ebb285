/// A gateway of kind `http`, as its file describes it: docs/gateways.md.
///
/// Secrets are named here, never held. Every section is a value of its own with a reader of its
/// own; what they do is done in NudgeGateways.
package struct HTTPDescription: Hashable, Sendable {
    /// What `${values.NAME}` stands for: texts, numbers and flags, in the order of the file.
    package var values: [WireField]
    /// What `${secrets.NAME}` stands for, in the order of the file.
    package var secrets: [WireSecret]
    /// Our templates in the vendor's terms; empty: the gateway takes our own words.
    package var templates: [VendorTemplate]
    package var request: RequestForm
    /// `nil`: the request carries what it needs itself.
    package var signing: SigningForm?
    /// `nil`: none is needed.
    package var token: TokenForm?
    /// The request that fetches it, before its own signing; there where `token` is.
    package var tokenRequest: RequestForm?
    /// `nil`: one message to a request.
    package var batch: BatchForm?
    package var answers: AnswerForm
    /// In the order of the file; the first also answers at the gateway's own address.
    package var callbacks: [CallbackForm]
    /// `nil`: what became of a message cannot be asked.
    package var query: QueryForm?
    /// The request that asks, before its signing; there where `query` is.
    package var queryRequest: RequestForm?
    /// How the vendor sounds, for rehearsals; `nil`: it is not rehearsed.
    package var dialect: DialectForm?
    /// What the vendor does not post, and is asked for; in the order of the file.
    package var pulls: [PullForm]

    package init(
        values: [WireField] = [],
        secrets: [WireSecret] = [],
        templates: [VendorTemplate] = [],
        request: RequestForm,
        signing: SigningForm? = nil,
        token: TokenForm? = nil,
        tokenRequest: RequestForm? = nil,
        batch: BatchForm? = nil,
        answers: AnswerForm,
        callbacks: [CallbackForm] = [],
        query: QueryForm? = nil,
        queryRequest: RequestForm? = nil,
        dialect: DialectForm? = nil,
        pulls: [PullForm] = []
    ) {
        self.values = values
        self.secrets = secrets
        self.templates = templates
        self.request = request
        self.signing = signing
        self.token = token
        self.tokenRequest = tokenRequest
        self.batch = batch
        self.answers = answers
        self.callbacks = callbacks
        self.query = query
        self.queryRequest = queryRequest
        self.dialect = dialect
        self.pulls = pulls
    }

    /// Of `values`.
    package func value(_ name: String) -> WireNode? {
        values.first { $0.name == name }?.node
    }
}

/// A secret by the name that a gateway's file gives it, and where it is read from.
package struct WireSecret: Hashable, Sendable {
    package var name: String
    package var reference: SecretReference

    package init(name: String, reference: SecretReference) {
        self.name = name
        self.reference = reference
    }
}
