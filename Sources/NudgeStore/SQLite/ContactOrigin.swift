import NudgeCore

/// Which rules a contact came from, and when.
struct ContactOrigin: Hashable {
    var contact: ContactID
    var state: ContactState
    var at: Instant
    var tier: String
    var step: String
    var template: String

    /// What a complaint about it counts against.
    var scopes: [Stop.Scope] { [.template(template), .tier(tier)] }

    static func find(_ id: ContactID, _ session: Session) throws -> ContactOrigin? {
        try session[.contactOrigin].int(id.value).first { query in
            ContactState(stored: query.int(at: 0)).map { state in
                ContactOrigin(
                    contact: id,
                    state: state,
                    at: Instant(milliseconds: query.int(at: 1)),
                    tier: query.text(at: 2),
                    step: query.text(at: 3),
                    template: query.text(at: 4)
                )
            }
        } ?? nil
    }
}
