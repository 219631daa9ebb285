import NudgeCore

extension SandboxReaction {
    /// What becomes of the messages of one request.
    ///
    /// What can be said of one alone is said of it alone. Anything else holds for the whole request:
    /// the first such answer decides, and where it takes nothing, nothing is taken.
    ///
    /// `reactions`: What each would meet alone.
    /// `isTold`: Whether an answer for several can say this of one.
    static func together(
        _ reactions: [SandboxReaction],
        isTold: (Answer) -> Bool
    ) -> [SandboxReaction] {
        guard reactions.count > 1 else { return reactions }
        let whole = reactions.first { $0.answer != .accepted && !isTold($0.answer) }?.answer
        let answerAfter = reactions.map(\.answerAfter).max() ?? .zero
        return reactions.map { reaction in
            var result = reaction
            if let whole {
                let takes = SandboxReaction(answer: whole).isTaken
                // One that would be refused alone is refused by a connection that breaks, too.
                if !takes || reaction.isTaken { result.answer = whole }
                if !takes { result.events = [] }
            }
            result.answerAfter = answerAfter
            // Answers wait for the events of single messages only.
            result.answersAfterFirstEvent = false
            return result
        }
    }
}
