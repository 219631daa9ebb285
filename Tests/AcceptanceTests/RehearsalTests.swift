import Foundation
import NudgeTestKit
import Testing

extension Acceptance {
    /// `nudge rehearse` with every shipped file.
    @AcceptanceThread struct RehearsalTests {
        /// Each channel by turns, so that every gateway has something to send within three days.
        private static let strategy = """
            title: Every channel by turns
            tiers:
              - name: all
                match: {days: "-30..-1"}
                steps:
                  - name: texts
                    purpose: coming-due
                    every: 5 days from -30 to -5
                    between: "09:00-12:00"
                    channels: [sms: coming-due/first]
                  - name: mails
                    purpose: coming-due
                    every: 5 days from -29 to -4
                    between: "09:00-12:00"
                    channels: [email: coming-due/first]
                  - name: pushes
                    purpose: coming-due
                    every: 5 days from -28 to -3
                    between: "09:00-12:00"
                    channels: [push: coming-due/first]
                  - name: articles
                    purpose: coming-due
                    every: 5 days from -27 to -2
                    between: "09:00-12:00"
                    channels: [wechat: coming-due/first]
                  - name: calls
                    purpose: coming-due
                    every: 5 days from -26 to -1
                    between: "09:00-12:00"
                    channels: [voice: one-limit/overdue]

            """

        private static let faults = """
            seed: 7
            faults:
              - {gateway: tencent-sms, after: 1, count: 2, does: rate-limited, wait: 60s}
              - {gateway: twilio, after: 1, count: 2, does: unknown}
              - {gateway: mailgun, after: 1, count: 1, does: close}
              - {gateway: voice, after: 2, count: 1, does: unreadable}
              - {gateway: jpush, after: 1, count: 2, does: drop-receipts}
              - {gateway: aliyun-sms, after: 1, count: 2, does: repeat-receipts}
              - {gateway: aliyun-sms-rpc, after: 1, count: 2, does: hang}
              - {gateway: bank-platform, after: 3, count: 3, does: undelivered}
              - {gateway: huawei-sms, count: 2, does: reply, text: 已还}
              - {gateway: sendgrid, after: 1, count: 1, does: balance}
            resume:
              - {gateway: sendgrid, at: 30h}

            """

        /// A site with the shipped files in place of its own gateway.
        private func site() throws -> (Site, [String: String]) {
            let site = try Site()
            let folder = Site.repository.appendingPathComponent("Config/gateways/examples")
            var files: [String: String] = [:]
            for file in try FileManager.default.contentsOfDirectory(atPath: folder.path)
            where file.hasSuffix(".yaml") && !file.hasPrefix("smtp") && file != "webhook.yaml" {
                let url = folder.appendingPathComponent(file)
                let text = try String(contentsOf: url, encoding: .utf8)
                files[String(file.dropLast(5))] = text
                try site.write("Config/gateways/\(file)", text)
            }
            try site.write("Config/strategies/at-once.yaml", Self.strategy)
            let words = try site.read("Templates/coming-due/first.sms.mustache")
            try site.write("Templates/coming-due/first.wechat.mustache", words)
            return (site, files)
        }

        private func rehearse(_ site: Site, script: String) throws -> Site.Outcome {
            try site.write("faults.yaml", script)
            let portfolio = Site.repository
                .appendingPathComponent("Config/demo/credit-card-repayment.csv")
            return try site.run(
                "rehearse",
                "--script",
                site.path("faults.yaml"),
                "--portfolio",
                portfolio.path,
                "--days",
                "3",
                "--customers",
                "500"
            )
        }

        /// The figures of each gateway's block.
        private func blocks(_ report: String) -> [String: [String: Int]] {
            var blocks: [String: [String: Int]] = [:]
            var name: String?
            for line in report.split(separator: "\n", omittingEmptySubsequences: false) {
                if line.hasPrefix("Gateway ") { name = String(line.dropFirst(8)) }
                if line.isEmpty { name = nil }
                guard let name, let number = line.split(separator: " ").last,
                    let figure = Int(number.filter { $0 != "," })
                else { continue }
                let words = line.dropLast(number.count).trimmingCharacters(in: .whitespaces)
                blocks[name, default: [:]][words] = figure
            }
            return blocks
        }

        @Test func everyShippedGatewaySendsUnderFaultsAndTheAccountsBalance() throws {
            let (site, files) = try site()
            defer { site.close() }
            let outcome = try rehearse(site, script: Self.faults)
            #expect(outcome.ending == .exited(0), "\(outcome.output)\n\(outcome.errors)")
            #expect(outcome.output.contains("\naccounts: balanced\n"))
            #expect(outcome.output.contains("\nrule violations: 0\n"), "\(outcome.output)")
            let blocks = blocks(outcome.output)
            #expect(files.count == 22)
            for (name, text) in files.sorted(by: { $0.key < $1.key }) {
                let block = try #require(blocks[name], "\(name) is not in the report")
                #expect(block["taken", default: 0] > 0, "\(name): \(block)")
                #expect(block["refused as wrong requests"] == nil, "\(name): \(block)")
                #expect(block["of them given up"] == nil, "\(name): \(block)")
                #expect(block["sent more than once"] == 0, "\(name): \(block)")
                if text.contains("\nreceipts: true") {
                    #expect(block["receipts and replies", default: 0] > 0, "\(name): \(block)")
                }
                if text.contains("\ntoken:") { #expect(block["tokens fetched", default: 0] > 0) }
            }
            let met = [
                "tencent-sms": "answered rate-limited", "twilio": "answered unknown",
                "sendgrid": "answered balance", "aliyun-sms-rpc": "asked about messages",
            ]
            for (name, words) in met.sorted(by: { $0.key < $1.key }) {
                #expect(
                    blocks[name]?[words, default: 0] ?? 0 > 0,
                    "\(name): \(blocks[name] ?? [:])"
                )
            }
        }

        @Test func aScriptThatIsWrongIsToldWithItsPlace() throws {
            let (site, _) = try site()
            defer { site.close() }
            let script = "faults:\n  - {gateway: post, does: hang}\n"
            let outcome = try rehearse(site, script: script)
            #expect(outcome.ending == .exited(1))
            let place = "faults.yaml:2:15: error: 'post' is not a known value of 'gateway'"
            #expect(outcome.errors.contains(place), "\(outcome.errors)")
        }
    }
}
