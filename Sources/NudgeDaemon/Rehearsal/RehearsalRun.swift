internal import Foundation
internal import NudgeConfig
internal import NudgeCore

/// What `nudge rehearse` is asked to play.
package struct RehearsalOptions: Sendable {
    package var configFile: String
    /// Data of customers, in the form of the demo's.
    package var portfolio: String
    /// `nil`: nothing goes wrong but what addresses ask for.
    package var script: String?
    package var days: Int
    package var customers: Int
    package var keepIn: String?
    package var terminalWidth: Int?
    package var hasColours: Bool

    package init(
        configFile: String,
        portfolio: String,
        script: String? = nil,
        days: Int,
        customers: Int,
        keepIn: String? = nil,
        terminalWidth: Int? = nil,
        hasColours: Bool = false
    ) {
        self.configFile = configFile
        self.portfolio = portfolio
        self.script = script
        self.days = days
        self.customers = customers
        self.keepIn = keepIn
        self.terminalWidth = terminalWidth
        self.hasColours = hasColours
    }

    /// As the driver of the demo takes them.
    var demo: DemoOptions {
        DemoOptions(
            configFile: configFile,
            days: days,
            customers: customers,
            keepIn: keepIn,
            terminalWidth: terminalWidth,
            hasColours: hasColours
        )
    }
}

/// Plays days of a portfolio through the gateways of a configuration, none of which is reached.
package struct RehearsalRun: Sendable {
    private let options: RehearsalOptions
    private let wall: any EngineClock
    private let output: @Sendable (String) -> Void

    /// Why it cannot be played; for the person at the terminal.
    package struct Failure: Error, CustomStringConvertible {
        package var description: String
    }

    package init(
        _ options: RehearsalOptions,
        wall: any EngineClock,
        output: @escaping @Sendable (String) -> Void
    ) {
        self.options = options
        self.wall = wall
        self.output = output
    }

    /// Plays it; gives the report, which has been written out too.
    package func run() async throws -> RehearsalReport {
        let portfolio = try DemoPortfolio(
            file: options.portfolio,
            days: options.days,
            count: options.customers
        )
        let assembled = try assembled(at: portfolio.beginsAt)
        let script = try script(assembled.gateways.map(\.name))
        let folder = try DemoFolder(keptIn: options.keepIn, name: "nudge-rehearsal")
        defer { folder.removeUnlessKept() }
        let stage = try RehearsalStage(
            rules: assembled.rules.withoutAllowList,
            ground: RehearsalGround(assembled.gateways, makesUpSecrets: true),
            house: DemoWorld.House(assembled),
            script: script,
            storePath: folder.storePath,
            start: portfolio.beginsAt
        )
        let demo = try await stage.play(
            portfolio,
            options: options.demo,
            wall: wall,
            output: output
        )
        let report = try stage.report(demo)
        output("\n" + report.text)
        return report
    }

    private func assembled(at start: Instant) throws -> RulesAssembler.Assembled {
        let today = start.utcDate
        let result = RulesAssembler.load(configFile: options.configFile, today: today)
        guard let assembled = result.assembled else {
            let lines = result.problems.map(\.description)
            throw Failure(description: lines.joined(separator: "\n"))
        }
        return assembled
    }

    private func script(_ gateways: [String]) throws -> FaultScript {
        guard let path = options.script else { return FaultScript() }
        let text: String
        do {
            text = try String(contentsOfFile: path, encoding: .utf8)
        } catch {
            throw Failure(description: "\(path): \(error.localizedDescription)")
        }
        let problems = ConfigProblemList(file: path)
        let script = FaultScriptReader.read(text: text, gateways: gateways, problems: problems)
        guard let script else {
            let lines = problems.sorted.map(\.description)
            throw Failure(description: lines.joined(separator: "\n"))
        }
        return script
    }
}
