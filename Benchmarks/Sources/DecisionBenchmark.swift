import NudgeCore

/// How many decisions one core makes in a second for a typical customer with ten past contacts, under
/// two windows, six caps and five tiers.
enum DecisionBenchmark {
    static func run() -> [Figure] {
        let run = DecisionRun(rules: rules, contacts: 10)
        return [run.figure("decisions", "decisions per second on one core")]
    }
}
