extension Tier {
    /// The name of the tier whose steps answer replies, in traces, reports and stops.
    package static let courtesyName = "replies"

    /// Where templates of answers stand below `Templates/`, and no others: they need not speak of a
    /// debt.
    package static let courtesyFolder = "replies/"

    /// Courtesy answers: a step for each meaning that is answered, named for it.
    ///
    /// `answers`: By meaning, the channels that have a template for it, in the channels' order.
    package static func courtesy(
        _ answers: [(meaning: ReplyMeaning, channels: [StepChannel])]
    ) -> Tier {
        Tier(
            name: courtesyName,
            title: "courtesy answers",
            match: TierMatch(daysFrom: 0),
            steps: answers.map { answer in
                Step(
                    name: answer.meaning.name,
                    purpose: .courtesy,
                    days: [0],
                    preferredFrom: TimeOfDay(minutes: 0),
                    preferredTo: TimeOfDay(minutes: 1440),
                    channels: answer.channels,
                    // Somebody waits for it.
                    priority: 9,
                    mergesDebts: false,
                    recipients: Set(Role.allCases)
                )
            },
            signal: .reply
        )
    }
}
