package import NudgeCore

/// One verified callback.
package struct GatewayCallback: Hashable, Sendable {
    /// The sender's `webhook-id`: the same when it tries again, so that repeats are recognised.
    package var id: String
    /// In the order of the body; may be empty, when all are of kinds that we do not know.
    package var events: [InboundEvent]
}

/// Why a callback is not taken.
package enum CallbackError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The gateway's file names no secret: nothing can be believed.
    case noSecret
    case tooLarge(Int)
    case notBelieved(WebhookVerificationError)
    /// What is wrong, and where.
    case unreadable(String)

    /// The HTTP status that tells the sender whether to try again: 4xx, it will be no better.
    package var status: Int {
        switch self {
        case .noSecret, .notBelieved: 401
        case .tooLarge: 413
        case .unreadable: 400
        }
    }

    package var description: String {
        switch self {
        case .noSecret: "no callback secret: set callbackSecrets in the gateway's file"
        case .tooLarge(let count): "\(count) bytes: more than \(Gateway.callbackBytesMax)"
        case .notBelieved(let reason): reason.description
        case .unreadable(let problem): problem
        }
    }
}
