/// Where a rule comes from.
package struct Basis: Hashable, Sendable {
    package var kind: Kind
    /// Document and topic, for a person to look up.
    package var source: String
    /// How sure we are that the source says so; `nil`: nobody has judged it.
    package var confidence: Confidence?
    package var signedOff: SignOff?

    package init(
        kind: Kind,
        source: String,
        confidence: Confidence? = nil,
        signedOff: SignOff? = nil
    ) {
        self.kind = kind
        self.source = source
        self.confidence = confidence
        self.signedOff = signedOff
    }

    package enum Kind: UInt8, CaseIterable, Sendable {
        case regulation
        case industry
        case carrier
        case house

        package var name: String {
            switch self {
            case .regulation: "regulation"
            case .industry: "industry"
            case .carrier: "carrier"
            case .house: "house"
            }
        }
    }

    package enum Confidence: UInt8, CaseIterable, Sendable {
        case high
        case medium
        case low

        package var name: String {
            switch self {
            case .high: "high"
            case .medium: "medium"
            case .low: "low"
            }
        }
    }

    /// Who answers for a rule in this house.
    package struct SignOff: Hashable, Sendable {
        package var by: String
        package var on: CivilDate

        package init(by: String, on: CivilDate) {
            self.by = by
            self.on = on
        }
    }
}
