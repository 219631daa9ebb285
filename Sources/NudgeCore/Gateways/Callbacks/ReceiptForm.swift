/// Where in an item the fate of a message stands.
package struct ReceiptForm: Hashable, Sendable {
    package var when: ItemCondition
    /// The vendor's id of the message.
    package var id: WireIdentifier?
    /// Our own id, where the vendor sends it back.
    package var reference: WireIdentifier?
    /// Whom it was sent to: needed where one id stands for many.
    package var address: WirePath?
    package var status: FateTable
    /// What else is known of the address when the message did not arrive.
    package var cause: CauseTable?
    /// The vendor's own words, in this order.
    package var detail: [WirePath]
    package var time: TimeForm?
    package var part: PartForm?

    package init(
        when: ItemCondition = ItemCondition(),
        id: WireIdentifier? = nil,
        reference: WireIdentifier? = nil,
        address: WirePath? = nil,
        status: FateTable,
        cause: CauseTable? = nil,
        detail: [WirePath] = [],
        time: TimeForm? = nil,
        part: PartForm? = nil
    ) {
        self.when = when
        self.id = id
        self.reference = reference
        self.address = address
        self.status = status
        self.cause = cause
        self.detail = detail
        self.time = time
        self.part = part
    }
}

/// Words of a vendor; one that ends in `*` stands for all that begin so.
package struct CodeWords: Hashable, Sendable {
    private let exact: Set<String>
    private let prefixes: [String]

    package init(_ words: [String] = []) {
        exact = Set(words.filter { !$0.hasSuffix("*") })
        prefixes = words.filter { $0.hasSuffix("*") }.map { String($0.dropLast()) }
    }

    package var isEmpty: Bool { exact.isEmpty && prefixes.isEmpty }

    package func contains(_ word: String) -> Bool {
        exact.contains(word) || prefixes.contains { word.hasPrefix($0) }
    }
}

/// What the word at a place says of a message's fate.
package struct FateTable: Hashable, Sendable {
    package var path: WirePath
    package var delivered: CodeWords
    package var undelivered: CodeWords
    /// On its way still, or about something that is no receipt.
    package var pending: CodeWords
    /// Of all other words; `nil`: they are passed over, and counted.
    package var others: ContactEvent.Receipt?

    package init(
        path: WirePath,
        delivered: [String],
        undelivered: [String] = [],
        pending: [String] = [],
        others: ContactEvent.Receipt? = nil
    ) {
        self.path = path
        self.delivered = CodeWords(delivered)
        self.undelivered = CodeWords(undelivered)
        self.pending = CodeWords(pending)
        self.others = others
    }

    package enum Fate: Hashable, Sendable {
        case known(ContactEvent.Receipt)
        case pending
        case unknownWord
    }

    /// An exact word decides before a beginning; what is listed, before `others`.
    package func fate(of word: String) -> Fate {
        if delivered.contains(word) { return .known(.delivered) }
        if pending.contains(word) { return .pending }
        if undelivered.contains(word) { return .known(.undelivered) }
        return others.map(Fate.known) ?? .unknownWord
    }
}

/// What the word at a place says of an address to which nothing arrived.
package struct CauseTable: Hashable, Sendable {
    package var path: WirePath
    package var badRecipient: CodeWords
    package var optedOut: CodeWords

    package init(path: WirePath, badRecipient: [String] = [], optedOut: [String] = []) {
        self.path = path
        self.badRecipient = CodeWords(badRecipient)
        self.optedOut = CodeWords(optedOut)
    }

    package func cause(of word: String) -> ReceiptCause? {
        if badRecipient.contains(word) { return .badRecipient }
        return optedOut.contains(word) ? .optedOut : nil
    }
}

/// Where it stands which part of a long message a receipt is about.
package struct PartForm: Hashable, Sendable {
    /// From 1.
    package var sequence: WirePath
    package var total: WirePath

    package init(sequence: WirePath, total: WirePath) {
        self.sequence = sequence
        self.total = total
    }
}

/// Where a time stands, and how it is written.
package struct TimeForm: Hashable, Sendable {
    package var path: WirePath
    package var style: Style

    package init(path: WirePath, style: Style) {
        self.path = path
        self.style = style
    }

    package enum Style: Hashable, Sendable {
        /// `2026-11-20T08:00:00Z`, `2026-11-20 16:00:00.5+08:00`.
        case rfc3339
        /// Seconds since 1970; a fraction is allowed.
        case seconds
        case milliseconds
        /// A clock without a zone: `2026-11-20 16:00:00`, `20261120160000`, `2611201600`.
        case local(ZoneRules)
    }
}
