import FoundationEssentials
import NudgeCore

/// The JSON that the sandbox answers, as the `webhook` gateway reads it.
enum SandboxWire {
    private struct Accepted: Encodable {
        var id: String
        var status = "accepted"
    }

    private struct Refused: Encodable {
        struct Reason: Encodable {
            var code: String
            var message: String
        }

        var error: Reason
    }

    /// What is answered to a message that was accounted for.
    static func answer(_ reaction: SandboxReaction, _ record: SandboxRecord) -> HTTPAnswer {
        let accepted = json(200, Accepted(id: record.sandboxID))
        switch reaction.answer {
        case .accepted: return accepted
        case .unreadable:
            var half = accepted
            half.body.removeLast(half.body.count / 2)
            return half
        case .refused(let refusal):
            let reason = "refused by a magic address"
            return SandboxWire.refusal(status(of: refusal), refusal.rawValue, reason)
        case .throttled(let seconds):
            var answer = SandboxWire.refusal(429, "rate_limited", "wait \(seconds) s")
            answer.headers = [("Retry-After", String(seconds))]
            return answer
        case .failed: return SandboxWire.refusal(500, "failed", "failed by a magic address")
        case .closed, .never: preconditionFailure("there is nothing to answer")
        }
    }

    private static func status(of refusal: SandboxReaction.Refusal) -> Int {
        switch refusal {
        case .badRecipient, .optedOut, .misconfigured: 422
        case .balance: 402
        case .authentication: 401
        case .unavailable: 503
        }
    }

    /// `{"error":{"code":…,"message":…}}`.
    static func refusal(_ status: Int, _ code: String, _ message: String) -> HTTPAnswer {
        json(status, Refused(error: Refused.Reason(code: code, message: message)))
    }

    static func json(_ status: Int, _ value: some Encodable) -> HTTPAnswer {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        guard let data = try? encoder.encode(value) else {
            return .text(500, "the answer cannot be encoded")
        }
        return HTTPAnswer(status: status, contentType: "application/json", body: Array(data))
    }
}

/// One page of the ledger, as `GET /messages` shows it.
struct SandboxPage: Encodable {
    private var totals: SandboxTotals
    private var duplicates: Int
    private var pendingEvents: Int
    private var nextEventAt: String?
    private var messages: [Message]

    private struct Message: Encodable {
        var seq: Int
        var at: String
        var id: String
        var attempt: Int
        var channel: String
        var to: String
        var subject: String?
        var text: String
        var sandbox: String
        var answer: String
        var taken: Bool
    }

    /// A page of this many messages is about a megabyte.
    private static let limitDefault = 1000
    private static let limitMax = 10_000

    /// - Parameters:
    ///   - sandbox: whose ledger.
    ///   - query: `after=SEQ&limit=N`, both optional.
    init(_ sandbox: Sandbox, query: String) {
        let after = SandboxPage.number("after", in: query) ?? 0
        let limit = SandboxPage.number("limit", in: query) ?? SandboxPage.limitDefault
        totals = sandbox.totals
        duplicates = totals.duplicates
        pendingEvents = sandbox.pendingCount
        nextEventAt = sandbox.nextEventAt?.description
        messages = sandbox.records(after: after, limit: min(limit, SandboxPage.limitMax)).map {
            Message(
                seq: $0.sequence,
                at: $0.at.description,
                id: $0.message.id,
                attempt: $0.attempt,
                channel: $0.message.channel.name,
                to: $0.message.to,
                subject: $0.message.subject,
                text: $0.message.text,
                sandbox: $0.sandboxID,
                answer: $0.answer,
                taken: $0.isTaken
            )
        }
    }

    var answer: HTTPAnswer { SandboxWire.json(200, self) }

    private static func number(_ name: String, in query: String) -> Int? {
        query.split(separator: "&").lazy
            .filter { $0.hasPrefix(name + "=") }
            .compactMap { Int($0.dropFirst(name.count + 1)) }
            .first { $0 >= 0 }
    }
}
