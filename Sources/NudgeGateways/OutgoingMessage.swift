package import NudgeCore

/// One rendered message, ready to be put into a gateway's request.
package struct OutgoingMessage: Hashable, Sendable {
    /// The contact's id on the wire; also the webhook id, so it holds no dot.
    package var wireID: String
    package var channel: Channel
    /// The number, mail address or device token itself.
    package var address: String
    package var text: String
    /// A mail's HTML part; `nil`: it has none.
    package var html: String?
    /// Of a mail or a push; `nil` elsewhere.
    package var subject: String?
    /// What the gateway will charge; 1 where nothing is counted.
    package var segments: Int
    package var messageClass: MessageClass
    package var template: String
    /// The vendor's code of the template, where the gateway's file maps it.
    package var code: String?
    /// The vendor's variables of it.
    package var parameters: OutgoingParameters?
    /// Of the amounts in it: `CNY`.
    package var currency: String?

    package init(
        wireID: String,
        channel: Channel,
        address: String,
        text: String,
        subject: String? = nil,
        segments: Int = 1,
        messageClass: MessageClass,
        template: String,
        code: String? = nil,
        parameters: OutgoingParameters? = nil,
        currency: String? = nil
    ) {
        self.wireID = wireID
        self.channel = channel
        self.address = address
        self.text = text
        self.subject = subject
        self.segments = segments
        self.messageClass = messageClass
        self.template = template
        self.code = code
        self.parameters = parameters
        self.currency = currency
    }

    /// The body of the `webhook` and `sandbox` kinds.
    ///
    ///     {"type":"reminder.send","data":{"id":"s1-4f","channel":"sms","to":"+8613800138000",
    ///      "text":"…","subject":"…","segments":2,"class":"collection","template":"early-1"}}
    ///
    /// `subject` is left out where there is none. Holds no time, so that sending the same contact
    /// again means the same bytes.
    var body: [UInt8] {
        var json = JSONWriter(capacity: 256 + text.utf8.count)
        json.beginObject()
        json.member("type", "reminder.send")
        json.name("data")
        json.beginObject()
        json.member("id", wireID)
        json.member("channel", channel.name)
        json.member("to", address)
        json.member("text", text)
        if let subject { json.member("subject", subject) }
        json.member("segments", segments)
        json.member("class", messageClass.name)
        json.member("template", template)
        json.endObject()
        json.endObject()
        return json.bytes
    }
}

/// The rendered variables of a vendor's template.
package enum OutgoingParameters: Hashable, Sendable {
    /// By position.
    case list([String])
    /// By name, in the order of the gateway's file.
    case named([WirePair])

    /// A list of texts, or an object of them.
    var json: JSONValue {
        switch self {
        case .list(let texts): .array(texts.map { .string($0) })
        case .named(let pairs):
            .object(pairs.map { JSONMember(name: $0.name, value: .string($0.value)) })
        }
    }
}
