import NudgeCore

/// What people asked for by reply, by address, whoever else shares it.
struct AuditReplies {
    private var refusals: [Refusal] = []
    private var byAddress: [Address: [Int]] = [:]

    private struct Refusal {
        var wish: AuditText.Wish
        var channel: Channel
        /// `nil`: nothing had been sent; all classes.
        var messageClass: MessageClass?
        var at: Instant
    }

    /// Replies without a class get that of the last message before them to their address.
    init(_ replies: [AuditedReply], after messages: [AuditedMessage]) {
        for reply in replies.sorted(by: { $0.at < $1.at }) {
            let wish = AuditText.wish(of: reply.text)
            if case .other = wish { continue }
            let answered = messages.last {
                $0.arrivedAt <= reply.at && $0.address == reply.address
                    && $0.channel == reply.channel && $0.isTaken
            }
            let address = Address(kind: reply.channel.addressKind, value: reply.address)
            byAddress[address, default: []].append(refusals.count)
            refusals.append(
                Refusal(
                    wish: wish,
                    channel: reply.channel,
                    messageClass: reply.messageClass ?? answered?.messageClass,
                    at: reply.at
                )
            )
        }
    }

    /// Since when the address has refused what was sent, and which rule that is.
    func refused(_ message: AuditedMessage, known: Instant) -> (rule: AuditRule, since: Instant)? {
        let address = Address(kind: message.channel.addressKind, value: message.address)
        var optedOut: Instant?
        for index in byAddress[address] ?? [] where refusals[index].at <= known {
            let refusal = refusals[index]
            if case .wrongPerson = refusal.wish { return (.wrongPerson, refusal.at) }
            guard refusal.channel == message.channel,
                refusal.messageClass.map({ $0 == message.messageClass }) ?? true
            else { continue }
            if case .stop = refusal.wish { optedOut = refusal.at } else { optedOut = nil }
        }
        return optedOut.map { (.optedOut, $0) }
    }
}
