import ArgumentParser
import NudgeConfig
import NudgeCore
import NudgeDaemon

/// What rules mean.
struct RulesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rules",
        abstract: "Read rulebooks.",
        subcommands: [Explain.self]
    )

    /// Prints one in plain sentences.
    struct Explain: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "explain",
            abstract: "Say what a rulebook means, in plain Chinese and English.",
            discussion: """
                Every rule in sentences for the person who answers for it: when, whom, how often, \
                what opens or closes it, where it comes from, and who signed it off.
                """
        )

        enum Choice: String, ExpressibleByArgument, CaseIterable {
            case zh
            case en
            case both
        }

        @Argument(help: "The rulebook, such as Config/rulebooks/cn-mainland.yaml.")
        var file: String
        @Option(help: "zh, en or both.")
        var language = Choice.both

        func run() throws {
            let result = RulebookFile.read(file)
            for problem in result.problems { Terminal.error("\(problem)") }
            guard let rulebook = result.rulebook else {
                throw Failed("\(file): not usable, see above")
            }
            let languages = RulebookProse.Language.allCases.filter {
                language == .both || $0.rawValue == language.rawValue
            }
            Terminal.output(
                languages.map { RulebookProse.text(of: rulebook, in: $0) }
                    .joined(separator: "\n")
            )
        }
    }
}
