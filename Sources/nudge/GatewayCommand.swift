import ArgumentParser
import NudgeConfig
import NudgeCore
import NudgeDaemon
import NudgeStore

/// The ways out.
struct GatewayCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "gateway",
        abstract: "List gateways, try one, pull its receipts, pause, drain and resume one.",
        subcommands: [List.self, Test.self, Pull.self, Pause.self, Drain.self, Resume.self],
        defaultSubcommand: List.self
    )

    /// In the order of their names.
    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "list",
            abstract: "List the gateways with what waits for each, and what is in doubt."
        )

        @OptionGroup var config: ConfigOption

        func run() throws {
            let installation = try config.open()
            do {
                let list = try GatewayList(
                    installation.gateways,
                    silent: installation.store.silentGateways(),
                    troubles: installation.store.tokenTroubles(),
                    store: installation.store
                )
                print(list.text)
            } catch {
                throw Failed(error)
            }
        }
    }

    /// Dry unless told.
    struct Test: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "test",
            abstract: "Show the request that a gateway would be sent, signed; --send sends it.",
            discussion: """
                The message is that of a made-up debt; no contact is made, and no customer is \
                read. Secrets are masked. In staging, only addresses of the allow-list are taken.
                """
        )

        @OptionGroup var config: ConfigOption
        @Argument(help: "The gateway's name.")
        var name: String
        @Option(help: "The address: a number such as +8613…, a mail address, a device.")
        var to: String
        @Option(help: "The template, such as early/first; the gateway's first unless told.")
        var template: String?
        @Option(help: "The channel, where the gateway has several.")
        var channel: String?
        @Flag(help: "Send it. It is recorded who did.")
        var send = false

        func run() async throws {
            let installation = try config.open()
            let clock = WallClock()
            var generator = SystemRandomNumberGenerator()
            do {
                var trial = try GatewayTrial(
                    GatewayTrial.Order(
                        gateway: name,
                        address: to,
                        template: template,
                        channel: try knownChannel()
                    ),
                    rules: installation.rules,
                    rehearsalPort: installation.settings.rehearsalPort,
                    using: &generator,
                    at: clock.now()
                )
                guard send else {
                    print(trial.text)
                    Terminal.error("not sent: say --send to send it")
                    return
                }
                guard installation.settings.mode == .live else {
                    throw Failed("a shadow sends nothing: say 'mode: live', or leave --send out")
                }
                try await trial.fetchToken(clock: clock, using: &generator)
                print(trial.text)
                try await self.send(trial, installation, clock)
            } catch let error as GatewayTrial.Failure {
                throw Failed(error)
            } catch let error as StoreError {
                throw Failed(error)
            }
        }

        private func knownChannel() throws -> Channel? {
            guard let channel else { return nil }
            guard let known = Channel(name: channel) else {
                throw ValidationError("there is no channel \(channel)")
            }
            return known
        }

        /// Recorded before it leaves: what cannot be recorded is not done.
        private func send(
            _ trial: GatewayTrial,
            _ installation: Installation,
            _ clock: WallClock
        ) async throws {
            try record("sends: \(trial.summary)", installation, clock)
            let answer = try await trial.send(clock: clock)
            try record("\(answer.className): \(trial.summary)", installation, clock)
            print("\n\(answer.text)")
            guard answer.isAccepted else { throw Failed("the gateway did not accept it") }
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
                    kind: "gateway-test",
                    detail: detail
                )
            )
        }
    }
}
