import Foundation
import NudgeCore
import NudgeTestKit
import Synchronization
import Testing

extension Acceptance {
    /// Receipts that are asked for, by hand and by the daemon.
    @AcceptanceThread struct GatewayPullTests {
        private static func gateway(_ url: String, acknowledges: Bool = true) -> String {
            let acknowledge = """
                    acknowledge:
                      mark: batch
                      request: {url: "\(url)ack", query: {key: "${token}"}, json: {batch: "${mark}"}}
                """
            return """
                kind: http
                channels: [sms]
                url: \(url)send
                schemes: [http]
                secrets: {app_secret: {environment: NUDGE_GATE_SECRET}}
                token:
                  url: \(url)token
                  json: {secret: "${secrets.app_secret}"}
                  value: access_token
                  lifetime: 2h
                request: {query: {key: "${token}"}, json: {to: "${to}", text: "${content}"}}
                answers:
                  rules:
                    - {when: {status: 200, json: {code: "0"}}, class: accepted, id: id}
                    - {when: {json: {code: "9"}}, class: refresh-token}
                pull:
                  - name: kept
                    every: 5s
                    format: json
                    request:
                      url: \(url)pull
                      headers: {X-Secret: "${secrets.app_secret}"}
                      query: {key: "${token}"}
                      json: {max: 10}
                    success: {code: "0"}
                    items: list
                    receipt:
                      when: {state: {present: true}}
                      id: id
                      address: to
                      status: {path: state, delivered: ok, others: undelivered}
                    reply: {channel: sms, address: from, text: text}
                \(acknowledges ? acknowledge : "")

                """
        }

        /// Hands out one page until it is acknowledged.
        private final class Platform: Sendable {
            let watch = FactWatch()
            private let state = Mutex((isTaken: false, tokens: 0, refused: ""))
            private let page: String

            init(page: String) {
                self.page = page
            }

            var isTaken: Bool { state.withLock { $0.isTaken } }
            var tokens: Int { state.withLock { $0.tokens } }

            /// Pulls with this token are refused from now on.
            func refuse(_ token: String) { state.withLock { $0.refused = token } }

            func react(_ request: LoopbackRequest) -> LoopbackReaction {
                defer { watch.changed() }
                let target = request.target
                return state.withLock { state in
                    if target == "/token" {
                        state.tokens += 1
                        return .answer(body: #"{"access_token":"t0ken-\#(state.tokens)"}"#)
                    }
                    if target.hasPrefix("/send") {
                        return .answer(body: #"{"code":0,"id":"m1"}"#)
                    }
                    if target.hasSuffix(state.refused), !state.refused.isEmpty {
                        return .answer(body: #"{"code":9}"#)
                    }
                    if target.hasPrefix("/ack") { state.isTaken = true }
                    return .answer(
                        body: state.isTaken ? #"{"code":0,"batch":1,"list":[]}"# : page
                    )
                }
            }
        }

        private static let page = """
            {"code":0,"batch":7,"list":[
              {"id":"m1","to":"\(Portfolio.phone(1))","state":"ok"},
              {"from":"\(Portfolio.phone(1))","text":"TD"}
            ]}
            """

        @Test func aPullByHandIsDryThenLookedAtThenStored() throws {
            let platform = Platform(page: Self.page)
            let server = try LoopbackServer { platform.react($0) }
            let site = try Site()
            defer { site.close() }
            try site.write("Config/gateways/gate.yaml", Self.gateway(server.url))
            let dry = try site.run("gateway", "pull", "gate")
            #expect(dry.ending == .exited(0), "\(dry.errors)")
            #expect(dry.output.contains("\nPOST \(server.url)pull?key="), "\(dry.output)")
            #expect(dry.output.contains("\nX-Secret: ‹secret›\n"))
            #expect(dry.output.contains("and once a page is kept:"))
            #expect(dry.output.contains("‹mark›"))
            #expect(dry.errors.contains("not asked"))
            #expect(!dry.output.contains("whsec_"))
            #expect(server.requests.isEmpty)
            let looked = try site.run("gateway", "pull", "gate", "--entry", "kept", "--send")
            #expect(looked.ending == .exited(0), "\(looked.errors)")
            #expect(looked.output.contains("gate/kept: 1 receipts, 1 replies, nothing stored"))
            #expect(looked.output.contains("delivered, theirs m1, to "), "\(looked.output)")
            #expect(looked.output.contains(": TD"))
            #expect(!looked.output.contains(Portfolio.phone(1)))
            #expect(!looked.output.contains("t0ken"))
            #expect(!platform.isTaken)
            let store = try site.store()
            #expect(try store.number("SELECT count(*) FROM reply") == 0)
            let kept = try site.run("gateway", "pull", "gate", "--store")
            #expect(kept.ending == .exited(0), "\(kept.errors)")
            #expect(kept.output.contains("gate/kept: 1 receipts, 1 replies, stored"))
            #expect(platform.isTaken)
            #expect(try store.number("SELECT count(*) FROM reply") == 1)
            let told = try store.journal().filter { $0.contains("gateway-pull") }
            #expect(told.count == 4, "\(told)")
            let other = try site.run("gateway", "pull", "gate", "--entry", "sold")
            #expect(other.ending == .exited(1))
            #expect(other.errors.contains("it has: kept"))
        }

        @Test func whatIsHandedOutOnceIsNotOnlyLookedAt() throws {
            let platform = Platform(page: Self.page)
            let server = try LoopbackServer { platform.react($0) }
            let site = try Site()
            defer { site.close() }
            try site.write(
                "Config/gateways/gate.yaml",
                Self.gateway(server.url, acknowledges: false)
            )
            let refused = try site.run("gateway", "pull", "gate", "--send")
            #expect(refused.ending == .exited(1))
            #expect(refused.errors.contains("say --store"), "\(refused.errors)")
            #expect(server.requests.isEmpty)
        }

        /// The daemon pulls with the token that it sends with, and has a refused one fetched anew.
        @Test func theDaemonPullsWithItsToken() throws {
            let platform = Platform(page: Self.page)
            platform.refuse("t0ken-1")
            let server = try LoopbackServer { platform.react($0) }
            let site = try Site()
            defer { site.close() }
            try site.write("Config/gateways/gate.yaml", Self.gateway(server.url))
            try site.take(Portfolio(1...1))
            let daemon = try site.serve()
            try platform.watch.wait(for: "a page", atMost: 60) { platform.isTaken }
            let store = try site.store()
            try site.watch.wait(for: "the receipt", atMost: 30) {
                try store.count(.delivered) == 1
            }
            #expect(platform.tokens == 2)
            #expect(try site.stop(daemon) == .exited(0))
            #expect(!daemon.errors.contains("t0ken"))
        }
    }
}
