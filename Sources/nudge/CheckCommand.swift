import ArgumentParser
import NudgeConfig
import NudgeCore
import NudgeDaemon

/// Validates everything that `serve` would load.
struct CheckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Validate the configuration: rules, strategy, templates, gateways, calendars."
    )

    @OptionGroup var config: ConfigOption
    @Flag(help: "Also resolve the secrets that the files refer to.")
    var secrets = false

    func run() throws {
        let today = WallClock().now().utcDate
        let result = RulesAssembler.load(configFile: config.path, today: today)
        for problem in result.problems { Terminal.error("\(problem)") }
        guard let assembled = result.assembled else {
            throw Failed("\(config.path): not usable, see above")
        }
        if secrets {
            do {
                _ = try GatewayAssembly.gateways(assembled.gateways)
                _ = try GatewayAssembly.staff(assembled.settings.staff)
            } catch {
                throw Failed(error)
            }
        }
        let ruleset = assembled.rules.ruleset
        let warnings = ruleset.strategy.tiers.count(where: \.isWarning)
        let answers = ruleset.strategy.tiers.first { $0.signal == .reply }?.steps.count ?? 0
        let tiers = ruleset.strategy.tiers.count { $0.signal == nil }
        let steps = ruleset.strategy.tiers.reduce(0) { $0 + $1.steps.count }
        print(
            """
            \(config.path): good
              rulebooks  \(ruleset.rulebooks.map(\.name).joined(separator: ", "))
              strategy   \(ruleset.strategy.name): \(tiers) tiers, \
            \(warnings) early warnings, \(steps - answers) steps, \(answers) courtesy answers
              templates  \(assembled.rules.templates.count)
              gateways   \(assembled.gateways.map(\.name).joined(separator: ", "))
            """
        )
    }
}
