package import NudgeCore

/// Loads and checks all that `nudge serve` would, from the main file on.
///
/// Files that can be read are read even when others are wrong, so that one run tells all problems.
package struct ConfigLoader {
    private let configFile: String
    let settings: DaemonSettings
    private let zones: ZoneStore
    private var problems: [ConfigProblem] = []
    private var fingerprint: Fingerprint

    private init(configFile: String, settings: DaemonSettings, fingerprint: Fingerprint) {
        self.configFile = configFile
        self.settings = settings
        self.fingerprint = fingerprint
        zones = ZoneStore(folder: settings.folders.zoneinfo)
    }

    /// Loads the main file and what it names.
    ///
    /// `today` is the day that the calendar's end is measured from. `compile` is given each
    /// template, and what it is checked against, and tells what is wrong with it: the compiler is
    /// not this module's. `choice` puts other rules in place of those that the main file names.
    package static func load(
        configFile: String,
        today: CivilDate,
        choice: RuleChoice = RuleChoice(),
        compile: (TemplateSource, TemplateContext) -> [ConfigProblem] = { _, _ in [] }
    ) -> ConfigLoad {
        let list = ConfigProblemList(file: configFile)
        var fingerprint = Fingerprint()
        guard let text = text(of: configFile, problems: list, fingerprint: &fingerprint),
            var settings = DaemonSettingsReader.read(text: text, problems: list)
        else { return ConfigLoad(config: nil, problems: list.sorted) }
        if !choice.rulebooks.isEmpty { settings.rulebooks = choice.rulebooks }
        if let strategy = choice.strategy { settings.strategy = strategy }
        var loader = ConfigLoader(
            configFile: configFile,
            settings: settings,
            fingerprint: fingerprint
        )
        loader.problems = list.sorted
        let config = loader.load(today: today, compile: compile)
        let hasErrors = loader.problems.contains { $0.severity == .error }
        return ConfigLoad(
            config: hasErrors ? nil : config,
            problems: loader.problems.sorted()
        )
    }

    /// Loads what commands need that decide nothing: the main file, and the zone of its rulebooks.
    ///
    /// So a template that is broken on disk keeps nobody from stopping the daemon or from telling it
    /// of payments. `nil` only when the main file itself is of no use.
    package static func loadGround(configFile: String) -> (ConfigGround?, [ConfigProblem]) {
        let list = ConfigProblemList(file: configFile)
        var fingerprint = Fingerprint()
        guard let text = text(of: configFile, problems: list, fingerprint: &fingerprint),
            let settings = DaemonSettingsReader.read(text: text, problems: list)
        else { return (nil, list.sorted) }
        var loader = ConfigLoader(
            configFile: configFile,
            settings: settings,
            fingerprint: fingerprint
        )
        loader.problems = list.sorted
        let rulebooks = settings.rulebooks.compactMap { loader.rulebook($0)?.rulebook }
        let ground = ConfigGround(
            settings: settings,
            defaultZone: rulebooks.first.flatMap { try? loader.zones.rules(for: $0.defaultZone) },
            zones: loader.zones,
            agreements: Set(rulebooks.flatMap(\.agreements).map(\.name)),
            calendar: loader.calendar()
        )
        return (ground, loader.problems.sorted())
    }

    private mutating func load(
        today: CivilDate,
        compile: (TemplateSource, TemplateContext) -> [ConfigProblem]
    ) -> LoadedConfig? {
        let read = settings.rulebooks.compactMap { rulebook($0) }
        let rulebooks = read.map(\.rulebook)
        let templates = loadTemplates()
        let wording = TemplateContext(settings: settings, rulebooks: rulebooks)
        for template in templates ?? [] {
            problems.append(contentsOf: compile(template, wording))
        }
        let calendar = loadCalendar(today: today)
        let context = StrategyReader.Context(
            templates: templates.map { Set($0.filter { !$0.isAnswer }.map(\.name)) },
            rulebooks: rulebooks
        )
        var strategy = self.read(settings.folders.strategies, settings.strategy, "yaml") {
            StrategyReader.read(name: $0, text: $1, problems: $2, context: context)
        }
        let gateways = loadGateways()
        let replies = loadReplies()
        checkRules(read, strategy, calendar)
        if let strategy { checkRamp(against: strategy) }
        if let strategy, let gateways {
            checkChannels(of: strategy, gateways: gateways)
            let map = VendorTemplateMap(strategy: strategy, templates: templates?.map(\.name))
            for gateway in gateways {
                let file = FilePath.join(settings.folders.gateways, "\(gateway.name).yaml")
                problems += map.problems(of: gateway, file: file)
            }
        }
        // After the checks of what the strategy itself asks for.
        let names = Set(templates?.map(\.name) ?? [])
        if let tier = courtesyTier(replies, names, rulebooks) { strategy?.tiers.append(tier) }
        let zones = loadZones(of: rulebooks)
        // Rules are made of sound parts only: a ruleset cannot be without its default zone.
        guard let templates, let calendar, let strategy, let gateways,
            !problems.contains(where: { $0.severity == .error }),
            rulebooks.first.map({ zones[$0.defaultZone] != nil }) ?? false
        else { return nil }
        let ruleset = Ruleset(
            generation: 0,
            rulebooks: rulebooks,
            strategy: strategy,
            zones: zones,
            calendar: calendar,
            gateways: gateways.map(\.profile),
            ramp: settings.ramp.ramp
        )
        return LoadedConfig(
            settings: settings,
            ruleset: ruleset,
            gateways: gateways,
            templates: templates,
            replies: replies,
            zones: self.zones,
            fingerprint: fingerprint
        )
    }

    // MARK: The parts

    private mutating func rulebook(
        _ name: String
    ) -> (rulebook: Rulebook, places: RulePlaces)? {
        let zones = zones
        let places = RulePlaces()
        let rulebook = read(settings.folders.rulebooks, name, "yaml") {
            RulebookReader.read(
                name: $0,
                text: $1,
                problems: $2,
                places: places,
                hasZone: zones.knows
            )
        }
        return rulebook.map { ($0, places) }
    }

    /// `nil` where the main file names none, or it cannot be read.
    private mutating func calendar() -> BusinessCalendar? {
        settings.calendar.flatMap { name in
            read(settings.folders.calendars, name, "csv") {
                CalendarReader.read(text: $1, problems: $2)
            }
        }
    }

    private mutating func loadCalendar(today: CivilDate) -> BusinessCalendar? {
        guard let name = settings.calendar else { return BusinessCalendar.none }
        guard let calendar = calendar() else { return nil }
        if let (message, hint) = calendar.endWarning(on: today) {
            let file = FilePath.join(settings.folders.calendars, "\(name).csv")
            add(.warning, file, message, hint: hint)
        }
        return calendar
    }

    /// The files of a folder with this ending; `nil`, which is told, when they could not be listed.
    mutating func names(
        _ ending: String,
        of folder: String,
        _ key: String,
        _ list: (String) throws(FileReader.Failure) -> [String]
    ) -> [String]? {
        do {
            return try list(folder).filter { $0.hasSuffix(ending) }
        } catch {
            add(.error, folder, error.message, hint: "folders.\(key) says where they are")
            return nil
        }
    }

    /// Every `*.yaml` that stands in the folder itself; `nil` unless all could be read.
    private mutating func loadGateways() -> [GatewaySettings]? {
        let folder = settings.folders.gateways
        let ending = ".yaml"
        let found = names(ending, of: folder, "gateways", FileReader.files(in:))
        guard let names = found else { return nil }
        let zones = zones
        var gateways = names.compactMap { name in
            read(folder, String(name.dropLast(ending.count)), "yaml") {
                GatewayReader.read(name: $0, text: $1, problems: $2, zones: zones)
            }
        }
        for index in gateways.indices { gateways[index].publicAddress = settings.publicAddress }
        if names.isEmpty {
            add(.error, folder, "there is no gateway", hint: "add a file such as sandbox.yaml")
        }
        // One that is wrong would let its channels look forgotten.
        guard !names.isEmpty, gateways.count == names.count else { return nil }
        for gateway in gateways
        where gateway.kind == .sandbox && settings.environment == .production {
            add(
                .warning,
                FilePath.join(folder, "\(gateway.name).yaml"),
                "in production, what this gateway takes reaches nobody",
                hint: "take the file out of the folder"
            )
        }
        for gateway in gateways {
            checkZone(of: gateway, in: folder)
            checkCallbackAddress(of: gateway, in: folder)
        }
        return gateways
    }

    private mutating func loadReplies() -> ReplyPolicy {
        let read = ReplyFolder.read(settings.folders.replies)
        for (path, text) in read.texts { fingerprint.add(name: path, text: text) }
        problems += read.problems
        return read.policy
    }

    private mutating func checkZone(of gateway: GatewaySettings, in folder: String) {
        guard let zone = gateway.pacing.zone, !zones.knows(zone) else { return }
        add(
            .error,
            FilePath.join(folder, "\(gateway.name).yaml"),
            "pacing.zone: there is no time zone '\(zone)'",
            hint: "write an IANA name such as Asia/Shanghai"
        )
    }

    /// The rulebooks' zones are known to exist: their readers looked.
    private func loadZones(of rulebooks: [Rulebook]) -> [String: ZoneRules] {
        var result: [String: ZoneRules] = [:]
        for name in rulebooks.map(\.defaultZone) {
            result[name] = try? zones.rules(for: name)
        }
        return result
    }

    // MARK: Checks across files

    private mutating func checkRules(
        _ rulebooks: [(rulebook: Rulebook, places: RulePlaces)],
        _ strategy: Strategy?,
        _ calendar: BusinessCalendar?
    ) {
        let checks = RuleChecks(rulebooks: rulebooks)
        problems += checks.calendarProblems(calendar, isNamed: settings.calendar != nil)
        problems += checks.agreementProblems + checks.closedProblems + checks.forbiddenProblems
        if let strategy { problems += checks.tierProblems(of: strategy) }
    }

    private mutating func checkRamp(against strategy: Strategy) {
        let names = strategy.tiers.map(\.name)
        for tier in settings.ramp.tiers where !names.contains(tier.name) {
            problems.append(
                ConfigProblem(
                    severity: .error,
                    file: configFile,
                    line: tier.line,
                    column: tier.column,
                    message: "the strategy \(strategy.name) has no tier '\(tier.name)'",
                    hint: NearestWord.hint(for: tier.name, in: names, plural: "tiers")
                )
            )
        }
    }

    /// A channel without a gateway is no error: a trial may want fewer; but it is said.
    private mutating func checkChannels(of strategy: Strategy, gateways: [GatewaySettings]) {
        let reached = gateways.reduce(into: Set<Channel>()) { $0.formUnion($1.profile.channels) }
        let asked = Set(strategy.tiers.flatMap(\.steps).flatMap(\.channels).map(\.channel))
        for channel in Channel.allCases where asked.contains(channel) && !reached.contains(channel)
        {
            add(
                .warning,
                FilePath.join(settings.folders.strategies, "\(strategy.name).yaml"),
                "the strategy asks for \(channel.name), and no gateway sends it",
                hint: "add the channel to a file in \(settings.folders.gateways)"
            )
        }
    }

    // MARK: Files

    private mutating func read<Value>(
        _ folder: String,
        _ name: String,
        _ ending: String,
        _ read: (String, String, ConfigProblemList) -> Value?
    ) -> Value? {
        // Only a choice on a command line may be a path; names in files hold no slash.
        let isPath = name.contains("/")
        let stem = name.hasSuffix(".\(ending)") ? String(name.dropLast(ending.count + 1)) : name
        let path = isPath ? "\(stem).\(ending)" : FilePath.join(folder, "\(stem).\(ending)")
        guard let text = text(of: path) else { return nil }
        let list = ConfigProblemList(file: path)
        let value = read(stem.split(separator: "/").last.map(String.init) ?? stem, text, list)
        problems.append(contentsOf: list.sorted)
        return value
    }

    mutating func text(of path: String) -> String? {
        let list = ConfigProblemList(file: path)
        let text = ConfigLoader.text(of: path, problems: list, fingerprint: &fingerprint)
        problems.append(contentsOf: list.sorted)
        return text
    }

    private static func text(
        of path: String,
        problems: ConfigProblemList,
        fingerprint: inout Fingerprint
    ) -> String? {
        do {
            let text = try FileReader.text(path, most: StrictYAML.bytesMax)
            fingerprint.add(name: path, text: text)
            return text
        } catch {
            problems.add(ConfigProblem(file: path, message: error.message))
            return nil
        }
    }

    mutating func add(
        _ severity: ConfigProblem.Severity,
        _ file: String,
        _ message: String,
        hint: String
    ) {
        problems.append(
            ConfigProblem(severity: severity, file: file, message: message, hint: hint)
        )
    }
}
