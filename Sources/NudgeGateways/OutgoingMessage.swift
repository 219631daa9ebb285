package import NudgeCore

/// One rendered message, ready to be put into a gateway's request.
package struct OutgoingMessage: Hashable, Sendable {
    /// The contact's id on the wire; also the webhook id, so it holds no dot.
    package var wireID: String
    package var channel: Channel
    /// The number, mail address or device token itself.
    package var address: String
    package var text: String
    /// Of a mail or a push; `nil` elsewhere.
    package var subject: String?
    /// What the gateway will charge; 1 where nothing is counted.
    package var segments: Int
    package var messageClass: MessageClass
    package var template: String

    package init(
        wireID: String,
        channel: Channel,
        address: String,
        text: String,
        subject: String? = nil,
        segments: Int = 1,
        messageClass: MessageClass,
        template: String
    ) {
        self.wireID = wireID
        self.channel = channel
        self.address = address
        self.text = text
        self.subject = subject
        self.segments = segments
        self.messageClass = messageClass
        self.template = template
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
