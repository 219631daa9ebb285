package import NudgeCore

/// Everything that `serve` runs on, loaded whole: nothing half applied.
package struct LoadedConfig: Sendable {
    package var settings: DaemonSettings
    /// Of generation 0: whoever applies it counts.
    package var ruleset: Ruleset
    /// By name.
    package var gateways: [GatewaySettings]
    /// By name.
    package var templates: [TemplateSource]
    package var replies: ReplyPolicy
    /// For the zones of customers, which no file names.
    package var zones: ZoneStore
    /// The same for the same texts: a reload that changes nothing needs no new generation.
    package var fingerprint: Fingerprint
}

/// A template as it stands in its file, not yet compiled.
package struct TemplateSource: Hashable, Sendable {
    /// The path below the templates' folder without `.mustache`, such as `coming-due/first.sms`.
    package var name: String
    /// The path of the file, for messages.
    package var path: String
    package var text: String
    /// What stands in the file of an e-mail's HTML part beside it; `nil`: there is none.
    package var html: String?

    /// The path of that file.
    package var htmlPath: String { String(path.dropLast(".mustache".count)) + ".html" }

    /// Whether it answers a reply, and so need not speak of a debt.
    package var isAnswer: Bool { name.hasPrefix(Tier.courtesyFolder) }

    package init(name: String, path: String, text: String, html: String? = nil) {
        self.name = name
        self.path = path
        self.text = text
        self.html = html
    }
}

/// What a template is checked against while it is loaded.
package struct TemplateContext: Sendable {
    package var settings: DaemonSettings
    /// Those that could be read, in the order of the main file.
    package var rulebooks: [Rulebook]
}

/// What a loading gives: a configuration, unless there was an error; and all that is to be said.
package struct ConfigLoad: Sendable {
    /// `nil` when any problem is an error.
    package var config: LoadedConfig?
    /// Errors and warnings, by file and place.
    package var problems: [ConfigProblem]
}

/// Rules to load in place of those that the main file names, to see what they would change.
package struct RuleChoice: Hashable, Sendable {
    /// Names of files in the rulebooks' folder, or paths; empty: those of the main file.
    package var rulebooks: [String]
    /// The same for the strategy; `nil`: that of the main file.
    package var strategy: String?

    package init(rulebooks: [String] = [], strategy: String? = nil) {
        self.rulebooks = rulebooks
        self.strategy = strategy
    }

    package var isEmpty: Bool { rulebooks.isEmpty && strategy == nil }
}
