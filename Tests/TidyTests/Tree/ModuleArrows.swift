/// Which modules each target may import: the picture of the house, as a table.
///
/// Pure inside, effects outside. A new arrow is a decision: draw it in `docs/architecture.md` too.
struct ModuleArrows {
    /// What comes with the toolchain and carries no effect worth a wall of its own.
    private static let system = [
        "Dispatch", "Foundation", "FoundationEssentials", "Glibc", "Synchronization",
    ]
    private static let crypto = ["Crypto", "CryptoExtras"]
    private static let service = ["Logging", "ServiceLifecycle", "UnixSignals"]
    private static let hummingbird = [
        "HTTPTypes", "Hummingbird", "HummingbirdCore", "NIOCore", "NIOHTTPTypes", "NIOPosix",
    ]
    private static let test = ["Testing"]
    /// What `nudge` is made of; the test tools are not among them.
    private static let ours = [
        "Curl", "NudgeConfig", "NudgeCore", "NudgeDaemon", "NudgeGateways", "NudgeImport",
        "NudgeServer", "NudgeStore",
    ]

    /// By target; the right side is in the order of the house, from the bottom up.
    static let allowed: [String: [String]] = [
        "NudgeCore": [],
        "CCurl": [],
        "Curl": ["CCurl", "Glibc", "Synchronization"],
        "NudgeConfig": ["NudgeCore", "Yams"] + system,
        "NudgeImport": ["NudgeCore", "NudgeConfig", "Yams"] + system,
        // Hot statements are bound and read without GRDB, by the SQLite that GRDB links.
        "CSQLite": [],
        "NudgeStore": ["NudgeCore", "CSQLite", "GRDB", "GRDBSQLite"] + crypto + system,
        "NudgeGateways": ["NudgeCore", "Curl"] + crypto + system,
        "NudgeServer": ["NudgeCore", "NudgeGateways"] + hummingbird + service + system,
        "NudgeDaemon": ours.filter { $0 != "NudgeDaemon" } + service + system,
        "nudge": ours + ["ArgumentParser", "Logging"] + system,
        "NudgeTestKit": ["NudgeCore", "NudgeConfig"] + system + test,
        "NudgeSimulation": ["NudgeCore", "NudgeTestKit"] + system,
        "CEpoll": [],
        "nudge-bench": ours + ["CCurl", "CEpoll", "Logging"] + crypto + system,
        "NudgeCoreTests": ["NudgeCore", "NudgeTestKit"] + system + test,
        "CurlTests": ["Curl", "NudgeTestKit"] + system + test,
        "NudgeConfigTests": ["NudgeCore", "NudgeConfig", "NudgeTestKit"] + system + test,
        "NudgeImportTests": ["NudgeCore", "NudgeConfig", "NudgeImport", "NudgeTestKit"] + system
            + test,
        "NudgeStoreTests": ["NudgeCore", "NudgeStore", "NudgeTestKit", "GRDB"] + crypto + system
            + test,
        "NudgeGatewaysTests": [
            "NudgeCore", "NudgeConfig", "NudgeGateways", "Curl", "NudgeTestKit",
        ] + crypto + system + test,
        "NudgeServerTests": ["NudgeCore", "NudgeGateways", "NudgeServer", "Curl", "NudgeTestKit"]
            + hummingbird + service + system + test,
        "NudgeDaemonTests": ours + ["NudgeSimulation", "NudgeTestKit"] + service + system + test,
        "AcceptanceTests": ours + ["nudge", "NudgeTestKit", "GRDB"] + system + test,
        "TidyTests": ["Foundation"] + test,
    ]

    /// The imports of a target's source that the table has no arrow for.
    static func findings(in source: SwiftSource, of target: String) -> [Finding] {
        let arrows = allowed[target] ?? []
        return source.imports.filter { !arrows.contains($0.module) }.map {
            let message = "\(target) may not import \($0.module)"
            return Finding(path: source.path, line: $0.line, message: message)
        }
    }
}
