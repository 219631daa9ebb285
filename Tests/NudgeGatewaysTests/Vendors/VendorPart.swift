import Foundation
import NudgeConfig
import NudgeCore
import NudgeGateways
import Testing

/// The sections of the shipped gateways, read as the daemon reads them.
enum VendorPart {
    static let folder = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "Config/gateways/examples")

    static let zones = ZoneStore()

    /// Names that the shipped sections use for their secrets.
    static let secretNames = [
        "callback_path", "auth_token", "callback_key", "master_secret", "callback_token",
        "aes_key", "signing_key", "callback_password",
    ]

    /// Files that differ from another in their signing alone.
    static let twins = ["aliyun-sms-rpc": "aliyun-sms", "huawei-sms-wsse": "huawei-sms"]

    /// A shipped file, read whole as the daemon reads it.
    static func description(_ name: String) throws -> HTTPDescription {
        let file = folder.appending(path: "\(name).yaml")
        let problems = ConfigProblemList(file: "\(name).yaml")
        let text = try String(contentsOf: file, encoding: .utf8)
        let settings = GatewayReader.read(name: name, text: text, problems: problems, zones: zones)
        #expect(problems.sorted.isEmpty, "\(name)")
        return try #require(settings?.http)
    }

    /// The names of the files that describe a gateway of kind `http`, with answers and all.
    static func names() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder.path)
            .filter { $0.hasSuffix(".yaml") && !["webhook.yaml", "smtp.yaml"].contains($0) }
            .map { String($0.dropLast(5)) }
            .sorted()
    }

    static func answers(_ name: String) throws -> AnswerReader {
        AnswerReader(try description(name).answers)
    }

    static func answers(text: String) -> (AnswerForm?, [String]) {
        let problems = ConfigProblemList(file: "x.yaml")
        let form = StrictYAML.parse(text, problems: problems)?
            .mapping(["answers"])?.required("answers")
            .flatMap { AnswerFormReader(zones: zones).form($0) }
        return (form, problems.sorted.map(\.description))
    }

    static func callbacks(_ name: String) throws -> [CallbackForm] {
        try description(name).callbacks
    }

    static func callbacks(
        text: String,
        channels: Set<Channel> = [.sms]
    ) -> ([CallbackForm], [String]) {
        let problems = ConfigProblemList(file: "x.yaml")
        let reader = CallbackFormReader(zones: zones, channels: channels, secrets: secretNames)
        let forms = StrictYAML.parse(text, problems: problems)?
            .mapping(["callbacks"])?.required("callbacks")
            .map(reader.forms)
        return (forms ?? [], problems.sorted.map(\.description))
    }

    static func form(_ vendor: String, _ name: String) throws -> CallbackForm {
        try #require(try callbacks(vendor).first { $0.name == name })
    }
}
