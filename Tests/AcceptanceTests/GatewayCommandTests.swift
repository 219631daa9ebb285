import Foundation
import NudgeTestKit
import Testing

extension Acceptance {
    @AcceptanceThread struct GatewayCommandTests {
        /// A vendor's gateway beside the site's own.
        private static let vendor = """
            kind: http
            channels: [push]
            url: https://push.example.com/v1/send
            values: {app: "7"}
            secrets: {pin: {environment: NUDGE_GATE_SECRET}}
            request:
              headers: {X-Pin: "${secrets.pin}"}
              form: {to: "${to}", title: "${subject}", text: "${content}", pin: "${secrets.pin}"}
            answers: {rules: [{when: {status: 200, json: {code: "0"}}, class: accepted}]}

            """

        @Test func theListShowsEachGatewayAndHowItStands() throws {
            let site = try Site()
            defer { site.close() }
            try site.write("Config/gateways/vendor.yaml", Self.vendor)
            try site.run("stop", "--gateway", "vendor", "--why", "not yet")
            let outcome = try site.run("gateway", "list")
            #expect(outcome.ending == .exited(0))
            let lines = outcome.output.split(separator: "\n")
            try #require(lines.count == 3)
            let cells = lines.map { $0.split(separator: " ").map(String.init) }
            #expect(cells[0] == ["NAME", "KIND", "CHANNELS", "HOST", "PACE", "HEALTH"])
            #expect(cells[1].prefix(3) == ["gate", "webhook", "sms,email"])
            #expect(cells[1].last == "-")
            #expect(cells[2].prefix(4) == ["vendor", "http", "push", "push.example.com"])
            #expect(lines[2].hasSuffix("STOPPED by tester: not yet"))
        }

        @Test func aTrialIsDryAndShowsNoSecret() throws {
            let site = try Site()
            defer { site.close() }
            try site.write("Config/gateways/vendor.yaml", Self.vendor)
            let outcome = try site.run(
                "gateway",
                "test",
                "vendor",
                "--to",
                "device-1",
                "--template",
                "coming-due/first"
            )
            #expect(outcome.ending == .exited(0), "\(outcome.errors)")
            #expect(outcome.output.hasPrefix("POST https://push.example.com/v1/send\n"))
            #expect(outcome.output.contains("\nX-Pin: ‹secret›\n"))
            #expect(outcome.output.contains("\n  to = device-1\n"))
            #expect(outcome.output.contains("\n  pin = ‹secret›"))
            #expect(outcome.output.contains("示例银行"))
            #expect(!outcome.output.contains("whsec_"))
            #expect(site.gateway.messages.isEmpty)
            #expect(try site.store().contacts().isEmpty)
            #expect(try site.store().journal().allSatisfy { !$0.contains("gateway-test") })
        }

        @Test func aTrialIsSentOnceAndRecorded() throws {
            let site = try Site()
            defer { site.close() }
            let outcome = try site.run(
                "gateway",
                "test",
                "gate",
                "--to",
                "trial@example.com",
                "--channel",
                "email",
                "--send"
            )
            #expect(outcome.ending == .exited(0), "\(outcome.errors)")
            #expect(outcome.output.contains("class   accepted"))
            #expect(site.gateway.messages.map(\.to) == ["trial@example.com"])
            #expect(try site.store().contacts().isEmpty)
            let told = try site.store().journal().filter { $0.contains("gateway-test") }
            #expect(told.count == 2)
            #expect(told.allSatisfy { !$0.contains("trial@example.com") })
        }

        @Test func stagingTriesOnlyTheAllowList() throws {
            let site = try Site(.init(allowList: ["trial@example.com"]))
            defer { site.close() }
            let refused = try site.run(
                "gateway",
                "test",
                "gate",
                "--to",
                "other@example.com",
                "--channel",
                "email",
                "--send"
            )
            #expect(refused.ending == .exited(1))
            #expect(refused.errors.contains("allow_list"))
            #expect(site.gateway.messages.isEmpty)
        }
    }
}
