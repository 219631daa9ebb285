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
    /// A header or field without which nothing can be believed.
    case missing(String)
    case wrongSignature
    /// Signed too long ago, or in the future.
    case wrongTime
    /// Meant for somebody else's account.
    case wrongReceiver
    /// The path's secret is missing or another.
    case wrongPath
    /// An address that is not among the gateway's sources.
    case notFrom(String)
    /// The vendor's certificate could not be had just now.
    case noCertificate
    /// What is wrong, and where.
    case unreadable(String)

    /// The HTTP status that tells the sender whether to try again: 4xx, it will be no better.
    package var status: Int {
        switch self {
        case .noSecret, .notBelieved, .missing, .wrongSignature, .wrongTime, .wrongReceiver: 401
        case .notFrom: 403
        case .wrongPath: 404
        case .tooLarge: 413
        case .unreadable: 400
        case .noCertificate: 503
        }
    }

    package var description: String {
        switch self {
        case .noSecret: "no callback secret: set callbackSecrets in the gateway's file"
        case .tooLarge(let count): "\(count) bytes: too many for a callback"
        case .notBelieved(let reason): reason.description
        case .missing(let name): "\(name) is missing"
        case .wrongSignature: "the signature is not made with a secret of this gateway"
        case .wrongTime: "its time is too far from this machine's clock"
        case .wrongReceiver: "it is meant for another account than the file names"
        case .wrongPath: "no gateway of that name takes callbacks"
        case .notFrom(let address): "\(address) is not among the gateway's sources"
        case .noCertificate: "the vendor's certificate cannot be fetched"
        case .unreadable(let problem): problem
        }
    }
}
