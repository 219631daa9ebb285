internal import Foundation
internal import NudgeCore
internal import NudgeGateways
internal import NudgeServer
internal import NudgeStore

/// Plays the demo: steps the virtual clock whenever nothing is in flight, until the month is over.
package struct DemoRun: Sendable {
    private let options: DemoOptions
    private let wall: any EngineClock
    private let output: @Sendable (String) -> Void

    /// `output` takes text as it should appear; `wall` times the run.
    package init(
        _ options: DemoOptions,
        wall: any EngineClock,
        output: @escaping @Sendable (String) -> Void
    ) {
        self.options = options
        self.wall = wall
        self.output = output
    }

    /// Plays it; gives the report, which has been written out too.
    package func run() async throws -> DemoReport {
        let data = URL(fileURLWithPath: options.configFile).deletingLastPathComponent()
            .appendingPathComponent("credit-card-repayment.csv").path
        let portfolio = try DemoPortfolio(
            file: data,
            days: options.days,
            count: options.customers
        )
        let folder = try DemoFolder(keptIn: options.keepIn, name: "nudge-demo")
        defer { folder.removeUnlessKept() }
        let world = try DemoWorld.make(options, folder: folder.path, start: portfolio.beginsAt)
        // Its port is only known once it listens; the key is the same.
        let keyHolder = try world.gateways(port: 1)
        guard let first = keyHolder.first, let secret = first.callbackSecret else {
            throw DemoWorld.Failure(description: "the demo's gateway takes no callbacks")
        }
        let sandbox = try Sandbox()
        let report = try await world.sandboxServer(first, sandbox).whileRunning { port in
            let gateways = try world.gateways(port: port)
            return try await world.callbackListener(gateways).whileRunning { callbackPort in
                let name = first.settings.name
                let url = "http://127.0.0.1:\(callbackPort)/callbacks/\(name)"
                let farEnd = DemoFarEnd(gateway: name, sandbox: sandbox) { event, now in
                    CallbackPost(event, to: url, secret: secret, at: now)
                }
                return try await play(world, portfolio, gateways, farEnd)
            }
        }
        output("\n" + report.text)
        return report
    }

    private func play(
        _ world: DemoWorld,
        _ portfolio: DemoPortfolio,
        _ gateways: [Gateway],
        _ farEnd: DemoFarEnd
    ) async throws -> DemoReport {
        let (options, wall, output) = (options, wall, output)
        return try await DemoDriver.onThread {
            let driver = try DemoDriver(
                world: world,
                portfolio: portfolio,
                gateways: gateways,
                farEnds: [farEnd],
                options: options,
                wall: wall,
                output: output
            )
            return try driver.play()
        }
    }
}

extension DemoDriver {
    /// The loop blocks, so it has a thread of its own.
    static func onThread<Value: Sendable>(
        _ body: @escaping @Sendable () throws -> Value
    ) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            let thread = Thread {
                continuation.resume(with: Result { try body() })
            }
            thread.name = "demo"
            thread.start()
        }
    }
}
