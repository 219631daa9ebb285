import Foundation
import NudgeCore
import NudgeTestKit
import Synchronization
import Testing

extension Acceptance {
    /// A gateway whose requests carry a token, in the real binary.
    @AcceptanceThread struct TokenTests {
        nonisolated private static let customers = 200

        private static func gateway(_ url: String) -> String {
            """
            kind: http
            channels: [sms]
            url: \(url)send
            schemes: [http]
            secrets: {app_secret: {environment: NUDGE_GATE_SECRET}}
            token:
              url: \(url)token
              json: {secret: "${secrets.app_secret}"}
              value: access_token
              lifetime: {json: expires_in, unit: seconds}
            request: {query: {access_token: "${token}"}, json: {to: "${to}", text: "${content}"}}
            in_flight: 4
            answers:
              rules:
                - {when: {status: 200, json: {errcode: "0"}}, class: accepted}
                - {when: {json: {errcode: "40001"}}, class: refresh-token}

            """
        }

        /// A code that the file does not list: told until a token comes, over a restart too.
        @Test func aGatewayThatGetsNoTokenIsTold() throws {
            let isMended = Mutex(false)
            let watch = FactWatch()
            let asked = Mutex(0)
            let server = try LoopbackServer { request in
                defer { watch.changed() }
                guard request.target.hasPrefix("/token") else {
                    return .answer(body: #"{"errcode":0}"#)
                }
                asked.withLock { $0 += 1 }
                return isMended.withLock { $0 }
                    ? .answer(body: #"{"access_token":"t0ken","expires_in":7200}"#)
                    : .answer(body: #"{"errcode":40164,"errmsg":"invalid ip"}"#)
            }
            let site = try Site()
            defer { site.close() }
            try site.write("Config/gateways/gate.yaml", Self.gateway(server.url))
            try site.take(Portfolio(1...1))
            #expect(try !site.run("status").output.contains("NO TOKEN"))
            let daemon = try site.serve()
            try watch.wait(for: "two questions", atMost: 30) { asked.withLock { $0 } >= 2 }
            let words = "since 20"
            let said = "answered 200 without a token: errcode 40164; asked again at 20"
            let status = try site.run("status").output
            #expect(status.contains("NO TOKEN     gate, \(words)"), "\(status)")
            #expect(status.contains(said), "\(status)")
            let list = try site.run("gateway", "list").output
            #expect(list.contains("no token \(words)"), "\(list)")
            #expect(list.contains(said))
            daemon.kill()
            #expect(try daemon.waitForEnding() == .killed(signal: SIGKILL))
            #expect(try site.run("status").output.contains("NO TOKEN     gate, \(words)"))
            isMended.withLock { $0 = true }
            let next = try site.serve()
            let store = try site.store()
            try site.watch.wait(for: "his message", atMost: 30) {
                try store.count(.accepted) == 1
            }
            #expect(try !site.run("status").output.contains("NO TOKEN"))
            #expect(try site.stop(next) == .exited(0))
        }

        /// Fetched once for all, once more for a refusal, and anew after a kill; never shown.
        @Test func aTokenIsFetchedOnceAndAnewAfterARefusalAndARestart() throws {
            let given = Mutex(0)
            let sent = Mutex(0)
            let watch = FactWatch()
            let server = try LoopbackServer { request in
                defer { watch.changed() }
                guard !request.target.hasPrefix("/token") else {
                    let number = given.withLock {
                        $0 += 1
                        return $0
                    }
                    return .answer(body: #"{"access_token":"t0ken-\#(number)","expires_in":7200}"#)
                }
                let count = sent.withLock {
                    $0 += 1
                    return $0
                }
                // The first token is good for half of them.
                let isBad = request.target.hasSuffix("t0ken-1") && count > Self.customers / 2
                return .answer(body: #"{"errcode":\#(isBad ? 40001 : 0)}"#)
            }
            let site = try Site()
            defer { site.close() }
            try site.write("Config/gateways/gate.yaml", Self.gateway(server.url))
            let check = try site.run("check")
            #expect(check.ending == .exited(0), "\(check.errors)")
            #expect(!check.errors.contains("token"))
            #expect(try site.take(Portfolio(1...Self.customers)).ending == .exited(0))
            let daemon = try site.serve()
            let store = try site.store()
            try site.watch.wait(for: "everybody", atMost: 60) {
                try store.count(.accepted) == Self.customers
            }
            #expect(given.withLock { $0 } == 2)
            daemon.kill()
            #expect(try daemon.waitForEnding() == .killed(signal: SIGKILL))
            let next = try site.serve()
            try watch.wait(for: "a new token", atMost: 30) { given.withLock { $0 } == 3 }
            #expect(try site.stop(next) == .exited(0))
            #expect(given.withLock { $0 } == 3)
            #expect(!(daemon.errors + next.errors).contains("t0ken"))
            #expect(try store.count(.accepted) == Self.customers)
        }
    }
}
