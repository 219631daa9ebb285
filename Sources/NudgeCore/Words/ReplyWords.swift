/// Reads a reply.
///
/// Commands (opt-out, opt-in, help) are commands only as the whole message, after trimming and
/// folding of width and case: "不要停止", "please don't stop" and "restart" are none. Courtesy
/// around a command ("请停止", "please stop") does not hide it. The other meanings are found
/// inside the text, and one reply may have several.
package enum ReplyWords {
    /// All meanings of a reply by the standard words; see `ReplyLexicon.meanings(of:)`.
    package static func meanings(of text: String) -> [ReplyMeaning] {
        ReplyLexicon.standard.meanings(of: text)
    }

    /// The most urgent meaning of a reply, by the standard words.
    package static func meaning(of text: String) -> ReplyMeaning {
        ReplyLexicon.standard.meaning(of: text)
    }
}

extension ReplyLexicon {
    /// The longest reply that is read, in scalars: what an SMS can carry, and more.
    private static let scalarsMax = 2000

    /// All meanings of a reply, the most urgent first; never empty, and a command comes alone.
    package func meanings(of text: String) -> [ReplyMeaning] {
        let reply = ReplyText(text, scalarsMax: ReplyLexicon.scalarsMax)
        if let command = command(reply.words) { return [command] }
        if autoReplies.contains(where: { reply.contains($0) }) { return [.autoReply] }
        let found = topics.filter { topic in
            topic.phrases.contains { reply.containsUnnegated($0) }
        }.map(\.meaning)
        let sound = reply.isQuestion ? found.filter { $0 != .saysPaid } : found
        return sound.isEmpty ? [.other] : sound
    }

    /// The most urgent meaning of a reply.
    package func meaning(of text: String) -> ReplyMeaning {
        meanings(of: text).first ?? .other
    }

    private func command(_ words: String) -> ReplyMeaning? {
        if let exact = exactCommand(words) { return exact }
        // A single letter is a command only when nothing else is said.
        let isOptOut = ReplyText.withoutCourtesy(words).contains {
            $0.count > 1 && optOut.contains($0)
        }
        return isOptOut ? .optOut : nil
    }

    private func exactCommand(_ words: String) -> ReplyMeaning? {
        if optOut.contains(words) { return .optOut }
        if optIn.contains(words) { return .optIn }
        return help.contains(words) ? .help : nil
    }
}
