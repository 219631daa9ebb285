import Foundation
import NudgeConfig
import NudgeCore
import Testing

/// Gateways that send only templates which their file maps, against the strategy in force.
struct VendorTemplateMapTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
        try FileManager.default.copyItem(
            atPath: "\(Repository.path)/Config",
            toPath: "\(folder.path)/Config"
        )
        for name in ShippedTemplates.names {
            try folder.write("Templates/\(name).mustache", "text of \(name)")
        }
    }

    /// The names that the shipped strategy sends by SMS, in the order of its steps.
    private func names() throws -> [String] {
        let strategy = try #require(try load().config?.ruleset.strategy)
        let asked = strategy.tiers.filter { $0.signal != .reply }.flatMap(\.steps).flatMap(
            \.channels
        )
        .filter { $0.channel == .sms }.map(\.template)
        return asked.enumerated().filter { asked.firstIndex(of: $1) == $0 }.map(\.element)
    }

    private func load() throws -> ConfigLoad {
        ConfigLoader.load(
            configFile: "\(folder.path)/Config/nudge.yaml",
            today: try #require(CivilDate(parsing: "2026-06-01"))
        )
    }

    private func writeGateway(mapping names: [String]) throws {
        let templates = names.map { "  \($0): {code: \"1\", parameters: [\"{{金额}}\"]}\n" }
        try folder.write(
            "Config/gateways/vendor.yaml",
            """
            kind: http
            channels: [sms]
            url: https://vendor.example/
            templates:
            \(templates.joined())
            request: {form: {to: "${to}", code: "${code}", list: {$json: "${parameters}"}}}
            answers: {rules: [{when: {status: 200, json: {code: "0"}}, class: accepted}]}

            """
        )
    }

    @Test func aGatewayThatMapsAllIsTaken() throws {
        try writeGateway(mapping: try names())
        let load = try load()
        #expect(load.problems.isEmpty)
        #expect(load.config?.gateways.map(\.name) == ["sandbox", "vendor"])
    }

    @Test func eachStepWithoutACodeIsRefused() throws {
        let names = try names()
        try #require(names.count > 2)
        for missing in names {
            try writeGateway(mapping: names.filter { $0 != missing })
            let load = try load()
            #expect(load.config == nil)
            #expect(load.problems.count == 1)
            let problem = try #require(load.problems.first)
            #expect(problem.message.hasPrefix("no code for the template '\(missing)'"))
            #expect(problem.file.hasSuffix("Config/gateways/vendor.yaml"))
            #expect(problem.line == 5)
            #expect(problem.column == 3)
        }
    }

    @Test func aCodeForNoTemplateIsSaid() throws {
        try writeGateway(mapping: try names() + ["coming-due/frist"])
        let problems = try load().problems
        #expect(problems.map(\.severity) == [.warning])
        #expect(problems.first?.hint == "did you mean 'coming-due/first'?")
    }
}
