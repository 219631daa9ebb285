import NudgeCore

/// Reads `hand_off: TEAM`: a step, or an early warning, that asks for people.
struct HandOffReader {
    let context: StrategyReader.Context

    /// What a step that writes to nobody cannot say.
    private static let keysOfMessages = [
        "channels", "fallback_after", "merge", "prefer", "priority",
    ]

    /// The team; a name that the strategy does not list is a slip.
    func team(_ value: YAMLValue) -> String? {
        guard let team = value.text() else { return nil }
        guard !context.teams.use(team) else { return team }
        value.fail(
            "there is no team '\(team)'",
            hint: NearestWord.find(team, in: context.teams.names).map { "did you mean '\($0)'?" }
                ?? "list it in the strategy: 'teams: [\(team)]'"
        )
        return nil
    }

    /// Keys of a message beside `hand_off`.
    func checkAlone(_ map: YAMLMapping) {
        for key in HandOffReader.keysOfMessages where map.has(key) {
            map.key(key)?.fail(
                "'\(key)' and 'hand_off' exclude each other",
                hint: "a step writes to the customer, or asks for people: make two steps of it"
            )
        }
    }
}
