package import NudgeConfig
package import NudgeCore
internal import NudgeGateways

/// Turns configuration files into rules in force: all of it, or nothing.
package struct RulesAssembler {
    /// What a loading came to.
    package struct Result: Sendable {
        /// `nil` when any problem is an error.
        package var assembled: Assembled?
        package var problems: [ConfigProblem]
    }

    /// Everything that `serve` runs on.
    package struct Assembled: Sendable {
        package var settings: DaemonSettings
        package var rules: RulesInForce
        package var gateways: [GatewaySettings]
        package var replies: ReplyPolicy
        /// The same for the same texts and the same data of time zones.
        package var digest: String
    }

    /// Loads, compiles and checks the main file and all that it names, or `choice` in its place.
    package static func load(
        configFile: String,
        today: CivilDate,
        generation: Int64 = 0,
        choice: RuleChoice = RuleChoice()
    ) -> Result {
        let compiler = TemplateChecks()
        let load = ConfigLoader.load(configFile: configFile, today: today, choice: choice) {
            compiler.compile($0, $1)
        }
        guard let config = load.config else {
            return Result(assembled: nil, problems: load.problems)
        }
        let dialects = dialectProblems(config)
        guard dialects.isEmpty else {
            return Result(assembled: nil, problems: load.problems + dialects)
        }
        guard let signature = SMSSignature(config.settings.creditor.signature) else {
            let problem = ConfigProblem(
                file: configFile,
                message: "creditor.signature cannot stand before an SMS",
                hint: "2 to 12 Chinese characters, letters or digits"
            )
            return Result(assembled: nil, problems: load.problems + [problem])
        }
        let lint = WordingLint(words: config.ruleset.rulebooks.flatMap(\.forbiddenWords))
        let ofVendors = VendorTemplateChecks(lint: lint, folder: config.settings.folders.gateways)
            .problems(in: config.gateways)
        let problems = load.problems + ofVendors
        guard !ofVendors.contains(where: { $0.severity == .error }) else {
            return Result(assembled: nil, problems: problems)
        }
        let ruleset = ruleset(config, generation: generation)
        // After all zones were loaded: their data are part of what is in force.
        var fingerprint = config.fingerprint
        config.zones.add(to: &fingerprint)
        let rules = RulesInForce(
            ruleset: ruleset,
            templates: compiler.templates,
            gateways: config.gateways,
            creditor: Creditor(config.settings.creditor),
            signature: signature,
            lint: lint,
            allowList: config.settings.environment == .staging
                ? Set(config.settings.allowList) : nil
        )
        return Result(
            assembled: Assembled(
                settings: config.settings,
                rules: rules,
                gateways: config.gateways,
                replies: config.replies,
                digest: fingerprint.description
            ),
            problems: problems
        )
    }

    /// What gateways' files say of themselves, and do not keep.
    private static func dialectProblems(_ config: LoadedConfig) -> [ConfigProblem] {
        config.gateways.flatMap { settings in
            DialectCheck.findings(settings).map { finding in
                ConfigProblem(
                    file: config.settings.folders.gateways + "/\(settings.name).yaml",
                    line: finding.line,
                    column: finding.column,
                    message: finding.message,
                    hint: "the sample, or the section that reads it, is wrong"
                )
            }
        }
    }

    /// The rules with every zone that a customer may live in.
    private static func ruleset(_ config: LoadedConfig, generation: Int64) -> Ruleset {
        var zones: [String: ZoneRules] = [:]
        for name in config.zones.names where config.ruleset.zones[name] == nil {
            zones[name] = try? config.zones.rules(for: name)
        }
        return config.ruleset.adding(zones: zones).with(generation: generation)
    }
}

extension Creditor {
    init(_ settings: DaemonSettings.Creditor) {
        self.init(
            name: settings.name,
            signature: settings.signature,
            howToPay: settings.howToPay,
            hotline: settings.hotline,
            complaintLine: settings.complaintLine,
            optOut: settings.optOut
        )
    }
}
