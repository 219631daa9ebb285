import Foundation
import NudgeCore
import NudgeTestKit

@testable import NudgeDaemon

/// The shipped configuration with another strategy, in a folder of its own.
final class StrategyFolder {
    let configFile: String
    private let folder: String
    /// Well within the shipped calendar.
    static let start = Instant.shanghai("2026-06-01 06:00")

    init(strategy: String, rulebooks: [String] = ["cn-mainland"]) throws {
        folder = NSTemporaryDirectory() + "nudge-strategy-\(UUID().uuidString)"
        configFile = folder + "/nudge.yaml"
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        let config = root.appending(path: "Config")
        try FileManager.default.createDirectory(
            atPath: folder + "/gateways",
            withIntermediateDirectories: true
        )
        var text = try String(contentsOf: config.appending(path: "nudge.yaml"), encoding: .utf8)
        text = text.replacing("strategy: standard", with: "strategy: \(strategy)")
        text = text.replacing(
            "rulebooks: [cn-mainland]",
            with: "rulebooks: [\(rulebooks.joined(separator: ", "))]"
        )
        for name in ["calendars", "rulebooks", "strategies"] {
            text = text.replacing(
                "  \(name): \(name)",
                with: "  \(name): \(config.appending(path: name).path)"
            )
        }
        text = text.replacing("../Templates", with: root.appending(path: "Templates").path)
        try text.write(toFile: configFile, atomically: true, encoding: .utf8)
        let gateway = try String(
            contentsOf: config.appending(path: "gateways/sandbox.yaml"),
            encoding: .utf8
        )
        .replacing("[sms, email, push]", with: "[sms, email, push, voice]")
        try gateway.write(
            toFile: folder + "/gateways/sandbox.yaml",
            atomically: true,
            encoding: .utf8
        )
    }

    deinit {
        try? FileManager.default.removeItem(atPath: folder)
    }

    func load() -> RulesAssembler.Result {
        RulesAssembler.load(
            configFile: configFile,
            today: ZoneRules.shanghai.localDate(StrategyFolder.start)
        )
    }
}
