package import NudgeCore

/// What the auditor looks for.
package enum AuditRule: String, CaseIterable, Sendable {
    case outsideWindow = "outside-window"
    case overCap = "over-cap"
    case nothingOwed = "nothing-owed"
    case settled = "settled"
    case onHold = "on-hold"
    case autopayPending = "autopay-pending"
    case optedOut = "opted-out"
    case wrongPerson = "wrong-person"
    case sameID = "same-id"
    case sameText = "same-text"
    case unknownAddress = "unknown-address"
    case anotherPerson = "another-person"
    case role = "role"
    case wrongAmount = "wrong-amount"
    case wrongClass = "wrong-class"
    case forbiddenWords = "forbidden-words"
}

/// One message that should not have come, or not so.
package struct Violation: Hashable, Sendable {
    package var rule: AuditRule
    package var when: Instant
    /// The customer's number and the address, masked.
    package var who: String
    /// What is wrong, for a person to read.
    package var words: String

    package init(rule: AuditRule, when: Instant, who: String, words: String) {
        self.rule = rule
        self.when = when
        self.who = who
        self.words = words
    }
}

/// What the auditor found.
package struct AuditReport: Hashable, Sendable {
    /// How many messages were looked at.
    package var messages: Int
    /// In order of time.
    package var violations: [Violation]

    package init(messages: Int = 0, violations: [Violation] = []) {
        self.messages = messages
        self.violations = violations
    }

    /// Rules with at least one violation, in the order of `AuditRule`.
    package var countsByRule: [(rule: AuditRule, count: Int)] {
        AuditRule.allCases.compactMap { rule in
            let count = violations.count { $0.rule == rule }
            return count == 0 ? nil : (rule, count)
        }
    }
}

/// Why an audit could not be made.
package enum AuditError: Error, Hashable, CustomStringConvertible {
    case unknownZone(String)

    package var description: String {
        switch self {
        case .unknownZone(let name):
            "the audit knows no time zone \"\(name)\"; name one of the IANA time zones"
        }
    }
}
