/// Where in an item somebody's words stand, or what the vendor made of them.
package struct ReplyForm: Hashable, Sendable {
    package var when: ItemCondition
    package var channel: Channel
    package var address: WirePath
    /// `nil`: the vendor tells only what was meant.
    package var text: WirePath?
    /// By which the vendor's own repeats are known.
    package var id: WirePath?
    package var time: TimeForm?
    /// What the vendor itself understood; it goes before our own reading of the text.
    package var meaning: MeaningTable?

    package init(
        when: ItemCondition = ItemCondition(),
        channel: Channel,
        address: WirePath,
        text: WirePath? = nil,
        id: WirePath? = nil,
        time: TimeForm? = nil,
        meaning: MeaningTable? = nil
    ) {
        precondition(text != nil || meaning != nil, "a reply says something")
        self.when = when
        self.channel = channel
        self.address = address
        self.text = text
        self.id = id
        self.time = time
        self.meaning = meaning
    }
}

/// What the word at a place says of somebody's will.
package struct MeaningTable: Hashable, Sendable {
    package var path: WirePath
    package var optOut: CodeWords
    package var optIn: CodeWords
    package var help: CodeWords
    package var complaint: CodeWords

    package init(
        path: WirePath,
        optOut: [String] = [],
        optIn: [String] = [],
        help: [String] = [],
        complaint: [String] = []
    ) {
        self.path = path
        self.optOut = CodeWords(optOut)
        self.optIn = CodeWords(optIn)
        self.help = CodeWords(help)
        self.complaint = CodeWords(complaint)
    }

    package func meaning(of word: String) -> ReplyMeaning? {
        if optOut.contains(word) { return .optOut }
        if optIn.contains(word) { return .optIn }
        if help.contains(word) { return .help }
        return complaint.contains(word) ? .complaint : nil
    }
}
