internal import NudgeCore

/// One mail as it goes over the wire: RFC 5322, with MIME.
///
/// A function of the message, the gateway's description and the instant; the id is the contact's, so
/// that one that came twice can be told.
struct MailMessage {
    private var text: [UInt8] = []

    var bytes: [UInt8] { text }

    init(_ message: OutgoingMessage, _ form: MailDescription, html: String?, at now: Instant) {
        text.reserveCapacity(1024 + message.text.utf8.count * 2)
        header("Date", MailMessage.date(now))
        header("From", MailMessage.mailbox(form.from))
        header("To", "<\(message.address)>")
        if let replyTo = form.replyTo { header("Reply-To", "<\(replyTo)>") }
        let subject = message.subject ?? ""
        header("Subject", EncodedWords.text(subject, used: "Subject: ".utf8.count))
        header("Message-ID", "<\(message.wireID)@\(form.from.domain)>")
        // Asks programs that answer by themselves to be silent: RFC 3834.
        header("Auto-Submitted", "auto-generated")
        unsubscribe(form.unsubscribe, message.wireID)
        header("MIME-Version", "1.0")
        if let html {
            alternative(message, html)
        } else {
            part("text/plain", message.text)
        }
    }

    private mutating func header(_ name: String, _ value: String) {
        text.append(contentsOf: "\(name): \(value)\r\n".utf8)
    }

    /// The part's own headers, an empty line, and its text.
    private mutating func part(_ type: String, _ content: String) {
        let body = MailBody(content)
        header("Content-Type", "\(type); charset=utf-8")
        header("Content-Transfer-Encoding", body.encoding)
        text.append(contentsOf: [13, 10])
        text.append(contentsOf: body.bytes)
    }

    /// The plain part first, the preferred one last: RFC 2046, section 5.1.4.
    private mutating func alternative(_ message: OutgoingMessage, _ html: String) {
        // `=_` stands in no text that is encoded as ours are.
        let border = "=_nudge_\(message.wireID)"
        header("Content-Type", "multipart/alternative;\r\n boundary=\"\(border)\"")
        text.append(contentsOf: [13, 10])
        for (type, content) in [("text/plain", message.text), ("text/html", html)] {
            text.append(contentsOf: "--\(border)\r\n".utf8)
            part(type, content)
            text.append(contentsOf: [13, 10])
        }
        text.append(contentsOf: "--\(border)--\r\n".utf8)
    }

    private mutating func unsubscribe(_ form: MailUnsubscribe?, _ reference: String) {
        guard let form else { return }
        var places: [String] = []
        if let url = form.url { places.append("<\(MailMessage.text(url, reference))>") }
        if let address = form.address { places.append("<mailto:\(address)>") }
        guard !places.isEmpty else { return }
        header("List-Unsubscribe", places.joined(separator: ",\r\n "))
        if places[0].hasPrefix("<https://") {
            header("List-Unsubscribe-Post", "List-Unsubscribe=One-Click")
        }
    }

    private static func text(_ template: WireTemplate, _ reference: String) -> String {
        template.pieces.map { piece in
            switch piece {
            case .text(let text): text
            case .place: reference
            }
        }.joined()
    }

    private static func mailbox(_ address: MailAddress) -> String {
        guard let name = address.name else { return "<\(address.address)>" }
        let isPlain = name.utf8.allSatisfy { byte in
            byte == 0x20 || (48...57).contains(byte) || (65...90).contains(byte & 0xDF)
        }
        if isPlain && name.utf8.count <= 40 { return "\"\(name)\" <\(address.address)>" }
        // Signs that mean something in a list of addresses are hidden in an encoded word.
        let words = EncodedWords.words(name, used: "From: ".utf8.count)
        return "\(words)\r\n <\(address.address)>"
    }

    /// `Fri, 20 Nov 2026 08:00:00 +0000`.
    static func date(_ now: Instant) -> String {
        let seconds = SigningTime.wholeSeconds(now)
        let date = CivilDate(daysSinceEpoch: SigningTime.dayNumber(now))
        let clock = Int(seconds - Int64(date.daysSinceEpoch) * 86_400)
        let days = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
        let months = [
            "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
        ]
        // 1970-01-01 was a Thursday.
        let weekday = days[((Int(date.daysSinceEpoch) + 3) % 7 + 7) % 7]
        let (year, month, day) = date.components
        let parts = [clock / 3600, clock / 60 % 60, clock % 60].map { $0 < 10 ? "0\($0)" : "\($0)" }
        return "\(weekday), \(day) \(months[month - 1]) \(year) "
            + parts.joined(separator: ":") + " +0000"
    }
}
