import ArgumentParser
import NudgeConfig
import NudgeDaemon
import NudgeStore

extension GatewayCommand {
    /// Dry unless told.
    struct Pull: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "pull",
            abstract: "Show how a gateway is asked for receipts; --send asks, --store keeps them.",
            discussion: """
                Without more, nothing leaves. --send asks for one page, shows what would be taken, \
                and neither stores nor acknowledges it, so that it comes again; it is refused where \
                the file has no 'acknowledge'. --store pulls all that is there as the daemon does: \
                stored, then acknowledged. Twice is harmless. Secrets and addresses are masked.
                """
        )

        @OptionGroup var config: ConfigOption
        @Argument(help: "The gateway's name.")
        var name: String
        @Option(help: "One entry of its 'pull'; all unless told.")
        var entry: String?
        @Flag(help: "Ask for one page, and show it. It is recorded who did.")
        var send = false
        @Flag(help: "Pull all that is there, and store it. It is recorded who did.")
        var store = false

        func run() async throws {
            let installation = try config.open()
            let clock = WallClock()
            var generator = SystemRandomNumberGenerator()
            do {
                let trial = try PullTrial(
                    installation,
                    gateway: name,
                    entry: entry,
                    clock: clock
                )
                print(try trial.text(using: &generator))
                guard send || store else {
                    Terminal.error("not asked: say --send to ask, --store to keep what comes")
                    return
                }
                guard installation.settings.mode == .live else {
                    throw Failed("a shadow pulls nothing: say 'mode: live', or leave it dry")
                }
                if !store { try trial.checkLook() }
                // Recorded before it leaves: what cannot be recorded is not done.
                try record("asks: \(trial.summary)", installation, clock)
                let outcomes =
                    store
                    ? try await trial.store(using: &generator)
                    : try await trial.look(using: &generator)
                for outcome in outcomes {
                    try record(outcome.summary, installation, clock)
                    print("\n\(outcome.text)")
                }
                if outcomes.contains(where: \.isFailed) { throw ExitCode(1) }
            } catch let error as GatewayTrial.Failure {
                throw Failed(error)
            } catch let error as StoreError {
                throw Failed(error)
            }
        }

        private func record(
            _ detail: String,
            _ installation: Installation,
            _ clock: WallClock
        ) throws {
            try installation.store.append(
                JournalEntry(
                    at: clock.now(),
                    actor: Terminal.actor,
                    kind: "gateway-pull",
                    detail: detail
                )
            )
        }
    }
}
