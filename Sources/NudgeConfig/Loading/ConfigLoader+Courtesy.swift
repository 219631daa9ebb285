import NudgeCore

extension ConfigLoader {
    /// The answers that the files of replies name, in the channels that have a template for them;
    /// `nil`: nothing is answered.
    mutating func courtesyTier(
        _ replies: ReplyPolicy,
        _ templates: Set<String>,
        _ rulebooks: [Rulebook]
    ) -> Tier? {
        var answers: [(meaning: ReplyMeaning, channels: [StepChannel])] = []
        for meaning in ReplyMeaning.answered {
            guard let template = replies.answers[meaning] else { continue }
            let channels = Channel.allCases
                .filter { templates.contains("\(template).\($0.name)") }
                .map { StepChannel(channel: $0, template: template) }
            if channels.isEmpty {
                add(
                    .error,
                    settings.folders.replies,
                    "there is no template '\(template)' to answer '\(meaning.name)' with",
                    hint: "add a file such as \(template).sms.mustache"
                )
            }
            answers.append((meaning, channels))
        }
        let forbidding = rulebooks.filter { $0.optOutConfirmation == nil }.map(\.name)
        if replies.answers[.optOut] != nil, !forbidding.isEmpty {
            add(
                .warning,
                settings.folders.replies,
                "no refusal is confirmed: \(forbidding.joined(separator: ", ")) does not allow it",
                hint: "take answers.opt_out out"
            )
        }
        return answers.isEmpty ? nil : .courtesy(answers)
    }
}
