import FoundationEssentials
package import NudgeCore

/// A message as the `webhook` gateway posts it, as far as the sandbox needs it.
///
/// `{"type":"reminder.send","data":{"id":"n1-2s","channel":"sms","to":"+8613800138000","text":"…"}}`;
/// further keys are ignored, so that the gateway's body can grow.
package struct SandboxMessage: Hashable, Sendable {
    /// The contact's id on the wire.
    package var id: String
    package var channel: Channel
    /// A phone number, mail address, device token or OpenID.
    package var to: String
    /// For mails and pushes.
    package var subject: String?
    package var text: String
    /// As the message itself says; `nil` when it does not.
    package var messageClass: MessageClass?
    /// Our id as the vendor was told it; `nil` where it was told none.
    package var reference: String?
    /// The vendor has the words: `text` holds what is put into them, alone.
    package var isTemplated: Bool

    package init(
        id: String,
        channel: Channel,
        to: String,
        subject: String? = nil,
        text: String,
        messageClass: MessageClass? = nil,
        reference: String? = nil,
        isTemplated: Bool = false
    ) {
        self.id = id
        self.channel = channel
        self.to = to
        self.subject = subject
        self.text = text
        self.messageClass = messageClass
        self.reference = reference
        self.isTemplated = isTemplated
    }

    /// Reads the JSON body of a request.
    package init(parsing body: [UInt8]) throws(SandboxError) {
        let envelope: Envelope
        do {
            envelope = try JSONDecoder().decode(Envelope.self, from: Data(body))
        } catch {
            throw .malformed("the body is not the JSON of a message: \(error)")
        }
        guard envelope.type == SandboxMessage.type else {
            throw .malformed("the type is \"\(envelope.type)\", not \"\(SandboxMessage.type)\"")
        }
        let wire = envelope.data
        guard let channel = Channel(name: wire.channel) else {
            throw .malformed("unknown channel \"\(wire.channel)\"")
        }
        guard !wire.id.isEmpty, wire.id.utf8.count <= SandboxMessage.idBytesMax else {
            throw .malformed("the id must have 1 to \(SandboxMessage.idBytesMax) bytes")
        }
        guard !wire.to.isEmpty else { throw .malformed("the address is empty") }
        self.init(
            id: wire.id,
            channel: channel,
            to: wire.to,
            subject: wire.subject,
            text: wire.text ?? "",
            messageClass: wire.messageClass.flatMap(MessageClass.init(name:))
        )
    }

    /// Ids are kept for good; ours are below 32 bytes.
    static let idBytesMax = 128

    private static let type = "reminder.send"

    private struct Envelope: Decodable {
        var type: String
        var data: Wire
    }

    private struct Wire: Decodable {
        var id: String
        var channel: String
        var to: String
        var subject: String?
        var text: String?
        var messageClass: String?

        private enum CodingKeys: String, CodingKey {
            case id
            case channel
            case to
            case subject
            case text
            case messageClass = "class"
        }
    }
}

/// Why the sandbox cannot do what it should.
package enum SandboxError: Error, Hashable, CustomStringConvertible {
    case malformed(String)
    case ledgerUnwritable(path: String, reason: String)
    /// A line of a ledger that is to be continued makes no sense; the last, torn line is no error.
    case ledgerUnreadable(path: String, line: Int)
    /// As many ids, or pending events, as it can account for.
    case full

    package var description: String {
        switch self {
        case .malformed(let reason): reason
        case .ledgerUnwritable(let path, let reason):
            "the sandbox's ledger \(path) cannot be written: \(reason)"
        case .ledgerUnreadable(let path, let line):
            "\(path):\(line): no line of a sandbox ledger; move the file away to begin a new one"
        case .full:
            "the sandbox holds as many messages as it can account for; restart it with a new ledger"
        }
    }
}
