import Foundation
import NudgeTestKit
import Testing

/// One lender's installation in a temporary folder, and the real binary that runs on it.
final class Site {
    struct Options {
        var inFlight = 16
        var window = 32
        var gatewayDelayMilliseconds: Int32 = 0
        /// Not empty: the environment is `staging`.
        var allowList: [String] = []
        /// Where the staff are told of cases; empty: nowhere.
        var staffURL = ""
        /// What `complaints:` holds; empty: nothing.
        var complaints = ""
    }

    /// How a command ended, and what it said.
    struct Outcome {
        var ending: ChildProcess.Ending
        var output: String
        var errors: String
    }

    let folder: URL
    let watch = FactWatch()
    let gateway: TestGateway
    let callbacks: CallbackSender
    /// The daemon's, held while none runs.
    private let callbackPort: LoopbackPort
    private let secrets: [String: String]
    private var children: [ChildProcess] = []
    private var reader: StoreReader?

    init(_ options: Options = Options()) throws {
        folder = FileManager.default.temporaryDirectory
            .appendingPathComponent("nudge-site-\(UUID().uuidString)")
        gateway = try TestGateway(
            watch: watch,
            delayMilliseconds: options.gatewayDelayMilliseconds
        )
        let secret = "whsec_" + Site.random(32)
        callbackPort = try LoopbackPort()
        callbacks = CallbackSender(port: callbackPort.number, secret: secret)
        secrets = ["NUDGE_MASTER_KEY": Site.random(32), "NUDGE_GATE_SECRET": secret]
        try write("Config/nudge.yaml", SiteFiles.main(options, callbackPort: callbacks.port))
        try write("Config/rulebooks/daylong.yaml", SiteFiles.rulebook)
        try write("Config/strategies/at-once.yaml", SiteFiles.strategy)
        try write("Config/gateways/gate.yaml", SiteFiles.gateway(options, url: gateway.url))
        let templates = Site.repository.appendingPathComponent("Templates")
        try FileManager.default.copyItem(
            at: templates,
            to: folder.appendingPathComponent("Templates")
        )
    }

    /// Ends whatever runs, and sees that nobody's number was told to a log or a terminal.
    func close() {
        for child in children { child.kill() }
        for child in children { _ = try? child.waitForEnding() }
        for child in children {
            let told = (child.output + child.errors).matches(of: Site.fullPhone)
            #expect(told.isEmpty, "a full phone number was written: \(child.errors)")
        }
        try? FileManager.default.removeItem(at: folder)
    }

    /// A mainland mobile number with or without country code, not inside a longer run of digits.
    private static var fullPhone: Regex<Substring> {
        /(?:^|[^0-9])(?:86)?1[3-9][0-9]{9}(?![0-9])/
    }

    // MARK: Files

    func path(_ name: String) -> String { folder.appendingPathComponent(name).path }

    func write(_ name: String, _ text: String) throws {
        let url = folder.appendingPathComponent(name)
        try FileManager.default.createDirectory(
            at: url.deletingLastPathComponent(),
            withIntermediateDirectories: true
        )
        try text.write(to: url, atomically: true, encoding: .utf8)
    }

    func read(_ name: String) throws -> String {
        try String(contentsOf: folder.appendingPathComponent(name), encoding: .utf8)
    }

    func store() throws -> StoreReader {
        if let reader { return reader }
        let new = try StoreReader(path: path("var/nudge.sqlite"))
        reader = new
        return new
    }

    // MARK: The binary

    /// Starts a command and does not wait for it.
    func start(
        _ arguments: [String],
        environment: [String: String] = [:]
    ) throws -> ChildProcess {
        var variables = secrets.merging(environment) { $1 }
        variables["NUDGE_CONFIG"] = path("Config/nudge.yaml")
        variables["USER"] = "tester"
        // A crash on purpose needs no picture of the stack.
        variables["SWIFT_BACKTRACE"] = "enable=no"
        let child = try ChildProcess(
            Site.executable,
            arguments,
            environment: variables,
            watch: watch
        )
        children.append(child)
        return child
    }

    @discardableResult
    func run(_ arguments: String...) throws -> Outcome {
        let child = try start(arguments)
        let ending = try child.waitForEnding(atMost: 60)
        return Outcome(ending: ending, output: child.output, errors: child.errors)
    }

    /// Starts the daemon and waits until it says that it runs.
    func serve(environment: [String: String] = [:]) throws -> ChildProcess {
        let daemon = try start(["serve"], environment: environment)
        try wait(for: "running", in: daemon)
        return daemon
    }

    /// Waits for a line of the daemon's log.
    func wait(for words: String, in daemon: ChildProcess) throws {
        try watch.wait(for: "'\(words)' in the log:\n\(daemon.errors)") {
            if daemon.errors.contains(words) { return true }
            guard let ending = daemon.ending else { return false }
            throw EndedEarly(ending: ending, log: daemon.errors)
        }
    }

    /// SIGTERM, and waits for its end.
    func stop(_ daemon: ChildProcess) throws -> ChildProcess.Ending {
        daemon.signal(SIGTERM)
        return try daemon.waitForEnding()
    }

    struct EndedEarly: Error {
        var ending: ChildProcess.Ending
        var log: String
    }

    /// Imports a portfolio as of an instant; the first one makes the store.
    @discardableResult
    func take(
        _ portfolio: Portfolio,
        file: String = "portfolio.csv",
        options: [String] = []
    ) throws -> Outcome {
        try take(portfolio.csv, file: file, options: options)
    }

    @discardableResult
    func take(_ text: String, file: String, options: [String] = []) throws -> Outcome {
        try write(file, text)
        let child = try start(["import", path(file)] + options)
        let ending = try child.waitForEnding(atMost: 60)
        return Outcome(ending: ending, output: child.output, errors: child.errors)
    }

    // MARK: Places

    static var repository: URL {
        // Tests/AcceptanceTests/Harness/Site.swift
        URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
    }

    /// Beside the test bundle, where the build puts both.
    private static var executable: String {
        URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
            .deletingLastPathComponent().appendingPathComponent("nudge").path
    }

    private static func random(_ count: Int) -> String {
        Data((0..<count).map { _ in UInt8.random(in: 0...255) }).base64EncodedString()
    }
}
