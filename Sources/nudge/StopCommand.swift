import ArgumentParser
import NudgeCore
import NudgeDaemon
import NudgeStore

/// Which sending an operator stops or resumes.
struct StopScope: ParsableArguments {
    @Flag(help: "Everything.")
    var all = false
    @Option(help: "Messages of this tier.")
    var tier: String?
    @Option(help: "Messages with this template, such as early/first.")
    var template: String?
    @Option(help: "Messages through this channel: sms, email, push, wechat, voice.")
    var channel: String?
    @Option(help: "Messages through this gateway.")
    var gateway: String?

    /// Whether none of the options was given.
    var isEmpty: Bool {
        !all && tier == nil && template == nil && channel == nil && gateway == nil
    }

    /// One stop for each option given; names that the rules do not know are refused.
    ///
    /// Without rules, since they cannot be loaded, names are taken as they are.
    func stops(_ rules: RulesInForce?) throws -> [Stop] {
        var stops: [Stop] = []
        if all { stops.append(Stop(scope: .everything)) }
        if let tier {
            let known = rules?.ruleset.strategy.tiers.map(\.name)
            try check(tier, "tier", known)
            stops.append(Stop(scope: .tier(tier)))
        }
        if let template {
            let known = rules?.ruleset.strategy.tiers.flatMap(\.steps).flatMap(\.channels)
            try check(template, "template", known?.map(\.template))
            stops.append(Stop(scope: .template(template)))
        }
        if let channel {
            guard let known = Channel(name: channel) else {
                throw ValidationError("there is no channel \(channel)")
            }
            stops.append(Stop(scope: .channel(known)))
        }
        if let gateway {
            try check(gateway, "gateway", rules?.gateways.map(\.name))
            stops.append(Stop(scope: .gateway(gateway)))
        }
        guard !stops.isEmpty else {
            throw ValidationError(
                "say what: --all, --tier, --template, --channel or --gateway"
            )
        }
        return stops
    }

    private func check(_ name: String, _ what: String, _ known: [String]?) throws {
        guard let known, !known.contains(name) else { return }
        let names = Set(known).sorted().joined(separator: ", ")
        throw ValidationError("there is no \(what) \(name); there are: \(names)")
    }
}

/// Stops sending, within a second, until resumed.
struct StopCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "stop",
        abstract: "Stop sending, within a second; it stays so over restarts, and is recorded."
    )

    @OptionGroup var config: ConfigOption
    @OptionGroup var scope: StopScope
    @Option(help: "Why, for the record.")
    var why: String

    func run() throws {
        let opened = try config.openStore()
        do {
            for stop in try scope.stops(config.rulesIfGood()) {
                try opened.store.addStop(
                    stop,
                    by: Terminal.actor,
                    why: why,
                    at: WallClock().now()
                )
                print("stopped: \(stop.scope.words)")
            }
        } catch let error as StoreError {
            throw Failed(error)
        }
    }
}

/// Lifts stops.
struct ResumeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "resume",
        abstract: "Lift stops; everybody concerned is decided afresh. --all lifts every stop."
    )

    @OptionGroup var config: ConfigOption
    @OptionGroup var scope: StopScope
    @Option(help: "A customer who was set aside, as the journal says; he is decided afresh.")
    var customer: String?
    @Option(help: "Why, for the record.")
    var why = ""

    func run() throws {
        let opened = try config.openStore()
        do {
            if let customer {
                try letGo(customer, opened)
                if scope.isEmpty { return }
            }
            let stops =
                scope.all
                ? try opened.store.stops().map(\.stop)
                : try scope.stops(config.rulesIfGood())
            if stops.isEmpty { print("nothing is stopped") }
            for stop in stops {
                let wasThere = try opened.store.removeStop(
                    stop,
                    by: Terminal.actor,
                    why: why,
                    at: WallClock().now()
                )
                print(wasThere ? "resumed: \(stop.scope.words)" : "was not: \(stop.scope.words)")
            }
        } catch let error as StoreError {
            throw Failed(error)
        }
    }

    private func letGo(_ reference: String, _ opened: OpenStore) throws {
        let store = opened.store
        guard let customer = try store.customer(reference: reference) else {
            throw ValidationError("there is no customer \(reference)")
        }
        let wasAside = try store.liftQuarantine(
            customer.facts.id,
            by: Terminal.actor,
            at: WallClock().now()
        )
        print(wasAside ? "let go: \(reference)" : "was not set aside: \(reference)")
    }
}
