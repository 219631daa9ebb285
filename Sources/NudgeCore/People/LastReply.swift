/// What a customer wrote last that asks for a courtesy answer: docs/replies.md.
///
/// A newer one takes the place of an older, answered or not.
package struct LastReply: Hashable, Sendable {
    package var meaning: ReplyMeaning
    /// On which he wrote, and is answered.
    package var channel: Channel
    /// From which he wrote, and where he is answered.
    package var point: PointID
    package var at: Instant

    package init(meaning: ReplyMeaning, channel: Channel, point: PointID, at: Instant) {
        self.meaning = meaning
        self.channel = channel
        self.point = point
        self.at = at
    }
}

extension ReplyMeaning {
    /// Those that may be answered.
    ///
    /// Not a wrong person's: his number must not be written to again; not a machine's; and not words
    /// that no list knows, which people read.
    package static let answered: [ReplyMeaning] = [
        .saysPaid, .hardship, .complaint, .help, .optIn, .optOut,
    ]
}
