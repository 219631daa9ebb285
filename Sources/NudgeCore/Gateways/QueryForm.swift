/// How a vendor is asked what became of a message whose answer was lost.
///
/// The section `query` of a gateway's file: docs/gateways.md, "Asking what became of a message". The
/// request is described beside it, as every request is.
package struct QueryForm: Hashable, Sendable {
    /// `nil`: signed as the gateway's messages are.
    package var signing: SigningForm?
    package var format: WireFormat
    package var charset: WireCharset
    /// By what an answer shows that it is one; any other says nothing.
    package var when: WireCondition
    /// The list in which the message is looked for; `nil`: the answer is about one.
    package var items: WirePath?
    /// What an item says of our message, all of it.
    package var match: [Match]
    /// When the vendor took it: an item older than the contact is another message.
    package var time: WirePath?
    /// The vendor's id of the message.
    package var id: WireIdentifier?
    /// Asked of the item, or of the whole; the first that holds decides, and none says nothing.
    package var rules: [Rule]
    /// How long after it was sent a message that is not there was surely not taken; `nil`: that
    /// never says anything.
    package var absentAfter: Milliseconds?

    package init(
        signing: SigningForm? = nil,
        format: WireFormat = .json,
        charset: WireCharset = .utf8,
        when: WireCondition,
        items: WirePath? = nil,
        match: [Match] = [],
        time: WirePath? = nil,
        id: WireIdentifier? = nil,
        rules: [Rule],
        absentAfter: Milliseconds? = nil
    ) {
        self.signing = signing
        self.format = format
        self.charset = charset
        self.when = when
        self.items = items
        self.match = match
        self.time = time
        self.id = id
        self.rules = rules
        self.absentAfter = absentAfter
    }

    /// A place in an item, and the text that stands there when it is about our message.
    package struct Match: Hashable, Sendable {
        package var path: WirePath
        package var text: WireTemplate

        package init(_ path: WirePath, _ text: WireTemplate) {
            self.path = path
            self.text = text
        }
    }

    package struct Rule: Hashable, Sendable {
        package var fields: [PathTest]
        package var word: Word

        package init(_ fields: [PathTest], _ word: Word) {
            self.fields = fields
            self.word = word
        }
    }

    /// What a vendor may say, by the words of the file.
    package enum Word: UInt8, CaseIterable, Sendable {
        case accepted
        case delivered
        case undelivered
        /// It surely never took it: the message may be decided anew.
        case notTaken
        /// Nothing yet: it is asked again later.
        case notYet

        package var name: String {
            switch self {
            case .accepted: "accepted"
            case .delivered: "delivered"
            case .undelivered: "undelivered"
            case .notTaken: "not-taken"
            case .notYet: "not-yet"
            }
        }
    }
}
