/// Why a message was sent, held or dropped: the one closed list that logs, metrics, reports and
/// `explain` share.
package enum Reason: UInt8, CaseIterable, Sendable {
    case passed
    // owed
    case paid
    case leftPortfolio
    case withinGrace
    // holds
    case onHold
    case autopayPending
    case staleFacts
    case quarantined
    // tier and step
    case noTier
    case noStepLeft
    case stepNotYetDue
    case alreadySaid
    case tooLate
    case superseded
    case waitingForReceipt
    case inDoubt
    // party, contact point, consent
    case roleNotAllowed
    case noContactPoint
    case pointUnusable
    case refusedByRecipient
    case noConsent
    case noGateway
    // caps, window, operators
    case capReached
    case forbiddenByCap
    case outsideWindow
    case calendarUncovered
    case stoppedByOperator
    case notOnAllowList
    case lowerPriority
    // hand-offs and early warnings
    case handedOff
    case alreadyHandedOff
    case contactRepair
    case signalArose
    case saidWithNextStep
    // going live
    case outsideRamp
    // gateways
    case gatewayStopped
    case gatewayHours
    case gatewayLimit
    // courtesy answers
    case repliedTo
    case answeredToday
    case noAnswerThere
    case notToBeConfirmed

    /// The name in logs, metrics and reports.
    package var name: String {
        switch self {
        case .passed: "passed"
        case .paid: "paid"
        case .leftPortfolio: "left-portfolio"
        case .withinGrace: "within-grace"
        case .onHold: "on-hold"
        case .autopayPending: "autopay-pending"
        case .staleFacts: "stale-facts"
        case .quarantined: "quarantined"
        case .noTier: "no-tier"
        case .noStepLeft: "no-step-left"
        case .stepNotYetDue: "step-not-yet-due"
        case .alreadySaid: "already-said"
        case .tooLate: "too-late"
        case .superseded: "superseded"
        case .waitingForReceipt: "waiting-for-receipt"
        case .inDoubt: "in-doubt"
        case .roleNotAllowed: "role-not-allowed"
        case .noContactPoint: "no-contact-point"
        case .pointUnusable: "point-unusable"
        case .refusedByRecipient: "refused-by-recipient"
        case .noConsent: "no-consent"
        case .noGateway: "no-gateway"
        case .capReached: "cap-reached"
        case .forbiddenByCap: "forbidden-by-cap"
        case .outsideWindow: "outside-window"
        case .calendarUncovered: "calendar-uncovered"
        case .stoppedByOperator: "stopped-by-operator"
        case .notOnAllowList: "not-on-allow-list"
        case .lowerPriority: "lower-priority"
        case .handedOff: "handed-off"
        case .alreadyHandedOff: "already-handed-off"
        case .contactRepair: "contact-repair"
        case .signalArose: "signal-arose"
        case .saidWithNextStep: "said-with-next-step"
        case .outsideRamp: "outside-ramp"
        case .gatewayStopped: "gateway-stopped"
        case .gatewayHours: "gateway-hours"
        case .gatewayLimit: "gateway-limit"
        case .repliedTo: "replied-to"
        case .answeredToday: "answered-today"
        case .noAnswerThere: "no-answer-there"
        case .notToBeConfirmed: "not-to-be-confirmed"
        }
    }
}
