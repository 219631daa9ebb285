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

        /// The words of a vendor's variables are checked like those of a template.
        @Test(arguments: [("还款【急】", "【"), ("{{金额}}¥", "¥")])
        func checkRefusesSignsInVariables(_ variable: String, _ sign: String) throws {
            let site = try Site()
            defer { site.close() }
            let text = """
                kind: http
                channels: [sms]
                url: https://vendor.example/
                templates:
                  early/first: {code: "1", parameters: ["{{姓名}}", "\(variable)"]}
                request: {form: {to: "${to}", code: "${code}", list: {$json: "${parameters}"}}}
                answers: {rules: [{when: {status: 200, json: {code: "0"}}, class: accepted}]}

                """
            try site.write("Config/gateways/vendor.yaml", text)
            let refused = try site.run("check")
            #expect(refused.ending == .exited(1))
            #expect(refused.errors.contains("vendor.yaml:5:"), "\(refused.errors)")
            #expect(refused.errors.contains("\(sign) may not be written"), "\(refused.errors)")
            try site.write(
                "Config/gateways/vendor.yaml",
                text.replacing(variable, with: "{{金额}}")
            )
            #expect(try site.run("check").ending == .exited(0))
        }

        /// The token is fetched first, once, and shown no more than any secret.
        @Test func aTrialFetchesItsToken() throws {
            let server = try LoopbackServer { request in
                request.target == "/token"
                    ? .answer(body: "{\"access_token\":\"t0ken-of-today\",\"expires_in\":7200}")
                    : .answer(body: "{\"errcode\":0,\"msgid\":3487542469355618313}")
            }
            let site = try Site()
            defer { site.close() }
            try site.write(
                "Config/gateways/vendor.yaml",
                """
                kind: http
                channels: [wechat]
                url: \(server.url)send
                schemes: [http]
                secrets: {app_secret: {environment: NUDGE_GATE_SECRET}}
                token:
                  url: \(server.url)token
                  json: {secret: "${secrets.app_secret}"}
                  value: access_token
                  lifetime: {json: expires_in, unit: seconds}
                request:
                  query: {access_token: "${token}"}
                  json: {touser: "${to}", text: "${content}"}
                answers:
                  rules: [{when: {status: 200, json: {errcode: "0"}}, class: accepted, id: msgid}]

                """
            )
            try site.write("Templates/early/first.wechat.mustache", "应还{{金额}}。")
            let outcome = try site.run(
                "gateway",
                "test",
                "vendor",
                "--to",
                "openid-1",
                "--template",
                "early/first",
                "--send"
            )
            #expect(outcome.ending == .exited(0), "\(outcome.errors)")
            #expect(outcome.output.contains("id      3487542469355618313"))
            #expect(!outcome.output.contains("t0ken-of-today"))
            #expect(
                server.requests.map(\.target) == ["/token", "/send?access_token=t0ken-of-today"]
            )
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
