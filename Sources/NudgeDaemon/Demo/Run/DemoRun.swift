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
        let folder = try makeFolder()
        defer {
            if options.keepIn == nil { try? FileManager.default.removeItem(atPath: folder) }
        }
        let world = try DemoWorld.make(options, folder: folder, start: portfolio.beginsAt)
        // Its port is only known once it listens; the key is the same.
        let keyHolder = try world.gateways(port: 1)
        guard let first = keyHolder.first, let secret = first.callbackSecret else {
            throw DemoWorld.Failure(description: "the demo's gateway takes no callbacks")
        }
        return try await world.sandboxServer(first).whileRunning { port in
            let gateways = try world.gateways(port: port)
            return try await world.callbackListener(gateways).whileRunning { callbackPort in
                let post = DemoPost(
                    url: "http://127.0.0.1:\(callbackPort)/callbacks/\(first.settings.name)",
                    secret: secret
                )
                return try await play(world, portfolio, gateways, post)
            }
        }
    }

    /// The loop blocks, so it has a thread of its own.
    private func play(
        _ world: DemoWorld,
        _ portfolio: DemoPortfolio,
        _ gateways: [Gateway],
        _ post: DemoPost
    ) async throws -> DemoReport {
        try await withCheckedThrowingContinuation { continuation in
            let thread = Thread {
                do {
                    let driver = try DemoDriver(
                        world: world,
                        portfolio: portfolio,
                        gateways: gateways,
                        post: post,
                        options: options,
                        wall: wall,
                        output: output
                    )
                    continuation.resume(returning: try driver.play())
                } catch {
                    continuation.resume(throwing: error)
                }
            }
            thread.name = "demo"
            thread.start()
        }
    }

    private func makeFolder() throws -> String {
        let folder =
            options.keepIn
            ?? NSTemporaryDirectory() + "/nudge-demo-\(ProcessInfo.processInfo.processIdentifier)"
        try FileManager.default.createDirectory(
            atPath: folder,
            withIntermediateDirectories: true
        )
        for ending in ["", "-wal", "-shm", ".lock"] {
            try? FileManager.default.removeItem(atPath: folder + "/nudge.sqlite" + ending)
        }
        return folder
    }
}

/// Where the sandbox's events go, and with which key.
struct DemoPost: Sendable {
    var url: String
    var secret: WebhookSecret
}
