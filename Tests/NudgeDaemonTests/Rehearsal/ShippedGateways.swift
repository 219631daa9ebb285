import Foundation
import NudgeConfig
import NudgeCore
import NudgeGateways

@testable import NudgeDaemon

/// The files of vendors and platforms that are shipped.
enum ShippedGateways {
    static let folder = DemoData.repository.appending(path: "Config/gateways/examples")

    /// The names of those of kind `http`, in their order.
    static let names: [String] = {
        let files = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        return files.filter {
            $0.hasSuffix(".yaml") && $0 != "webhook.yaml" && !$0.hasPrefix("smtp")
        }
        .map { String($0.dropLast(5)) }
        .sorted()
    }()

    /// Read as `nudge check` reads it.
    static func settings(_ name: String) throws -> GatewaySettings {
        let path = folder.appending(path: name + ".yaml").path
        let problems = ConfigProblemList(file: path)
        let text = try String(contentsOfFile: path, encoding: .utf8)
        guard let settings = GatewayReader.read(name: name, text: text, problems: problems) else {
            throw Unreadable(
                description: problems.sorted.map(\.description).joined(separator: "\n")
            )
        }
        return settings
    }

    struct Unreadable: Error, CustomStringConvertible {
        var description: String
    }
}
