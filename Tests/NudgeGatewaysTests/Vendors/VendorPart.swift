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
        .appending(path: "Config/gateways/examples/parts")

    static let zones = ZoneStore()

    /// Names that the shipped sections use for their secrets.
    static let secretNames = [
        "callback_path", "auth_token", "callback_key", "master_secret", "callback_token",
        "aes_key", "signing_key", "callback_password",
    ]

    static func text(_ name: String, _ section: String) throws -> String {
        try String(contentsOf: folder.appending(path: "\(name).\(section).yaml"), encoding: .utf8)
    }

    static func names(of section: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder.path)
            .filter { $0.hasSuffix(".\(section).yaml") }
            .map { String($0.dropLast(section.count + 6)) }
            .sorted()
    }

    static func answers(_ name: String) throws -> AnswerReader {
        let (form, problems) = answers(text: try text(name, "answers"))
        #expect(problems.isEmpty, "\(name)")
        return AnswerReader(try #require(form))
    }

    static func answers(text: String) -> (AnswerForm?, [String]) {
        let problems = ConfigProblemList(file: "x.yaml")
        let form = StrictYAML.parse(text, problems: problems)?
            .mapping(["answers"])?.required("answers")
            .flatMap { AnswerFormReader(zones: zones).form($0) }
        return (form, problems.sorted.map(\.description))
    }

    static func callbacks(_ name: String) throws -> [CallbackForm] {
        let channels: Set<Channel> = name.hasPrefix("standard") ? [.sms, .email] : [.sms]
        let (forms, problems) = callbacks(text: try text(name, "callbacks"), channels: channels)
        #expect(problems.isEmpty, "\(name)")
        return forms
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
