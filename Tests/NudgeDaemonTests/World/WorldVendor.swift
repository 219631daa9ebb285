import Foundation
import NudgeConfig
import NudgeCore
import NudgeTestKit
import Synchronization

@testable import NudgeDaemon

/// A vendor behind a file of kind `http`: read like any file, over a real server that answers as the
/// test says.
///
///     let vendor = try WorldVendor { request in … }
///     var options = World.Options(rules: …)
///     options.adjust = try vendor.adjust(file)
final class WorldVendor: Sendable {
    let server: LoopbackServer

    init(react: @escaping @Sendable (LoopbackRequest) -> LoopbackReaction) throws {
        server = try LoopbackServer(react: react)
    }

    /// Puts a file in the place of a gateway's settings; `URL` in it stands for the server.
    func adjust(
        _ file: String,
        of name: String = "everything"
    ) throws -> @Sendable (inout GatewaySettings) -> Void {
        let problems = ConfigProblemList(file: "Config/gateways/\(name).yaml")
        let text = file.replacing("URL", with: server.url)
        guard let settings = GatewayReader.read(name: name, text: text, problems: problems)
        else { throw WorldError(description: "\(problems.sorted)") }
        // The server lives as long as the world that was told of it.
        return { [server] gateway in
            if gateway.name == name { gateway = settings }
            withExtendedLifetime(server) {}
        }
    }

    /// The requests whose path begins so, in the order of arrival.
    func requests(to path: String) -> [LoopbackRequest] {
        server.requests.filter { $0.target.hasPrefix(path) }
    }
}

extension LoopbackRequest {
    /// A member of its JSON body.
    func member(_ name: String) -> String? {
        let object = try? JSONSerialization.jsonObject(with: Data(body)) as? [String: Any]
        return object?[name] as? String
    }
}
