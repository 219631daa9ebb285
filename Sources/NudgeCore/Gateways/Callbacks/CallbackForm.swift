/// What a gateway posts to us, and how it is believed, read and answered: one entry of the section
/// `callbacks` of its file.
package struct CallbackForm: Hashable, Sendable {
    /// Its path is `/callbacks/GATEWAY/NAME`.
    package var name: String
    package var format: WireFormat
    package var charset: WireCharset
    /// A text in the body that itself holds JSON, and is read in its place.
    package var inner: WirePath?
    package var check: CallbackCheck
    /// The last part of the path that the vendor must know; a secret by its name.
    package var pathSecret: String?
    /// Where it may come from; empty: from anywhere.
    package var sources: [SourceRange]
    /// The list of events; the empty path: the body is one, or a list of them.
    package var items: WirePath
    package var receipts: [ReceiptForm]
    package var replies: [ReplyForm]
    package var answer: CallbackAnswerForm
    /// The parameter of the query that a check of the address wants to read back.
    package var echo: String?

    package init(
        name: String,
        format: WireFormat = .json,
        charset: WireCharset = .utf8,
        inner: WirePath? = nil,
        check: CallbackCheck,
        pathSecret: String? = nil,
        sources: [SourceRange] = [],
        items: WirePath = WirePath(steps: []),
        receipts: [ReceiptForm] = [],
        replies: [ReplyForm] = [],
        answer: CallbackAnswerForm = CallbackAnswerForm(),
        echo: String? = nil
    ) {
        self.name = name
        self.format = format
        self.charset = charset
        self.inner = inner
        self.check = check
        self.pathSecret = pathSecret
        self.sources = sources
        self.items = items
        self.receipts = receipts
        self.replies = replies
        self.answer = answer
        self.echo = echo
    }
}

/// What the vendor expects to hear.
package struct CallbackAnswerForm: Hashable, Sendable {
    /// 200...299.
    package var status: Int
    package var contentType: String
    package var body: String

    package init(
        status: Int = 200,
        contentType: String = "application/json",
        body: String = "{}"
    ) {
        self.status = status
        self.contentType = contentType
        self.body = body
    }
}

/// Which items an entry reads.
package struct ItemCondition: Hashable, Sendable {
    /// Of the item.
    package var item: [PathTest]
    /// Of the body as a whole.
    package var body: [PathTest]

    package init(item: [PathTest] = [], body: [PathTest] = []) {
        self.item = item
        self.body = body
    }
}
