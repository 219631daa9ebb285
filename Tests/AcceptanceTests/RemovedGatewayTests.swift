import Foundation
import NudgeCore
import NudgeTestKit
import Testing

extension Acceptance {
    /// T-71: a gateway's file is taken away while people wait for its lane.
    @AcceptanceThread struct RemovedGatewayTests {
        private static let customers = 30
        private static let inLane =
            "SELECT count(*) FROM timer JOIN lane ON lane.id = timer.lane WHERE name = 'gate'"

        /// A site whose thirty people wait in the lane `gate`, and whose daemon is down.
        private func waiting() throws -> Site {
            let site = try Site(.init(inFlight: 1, window: 1))
            try site.take(Portfolio(1...Self.customers))
            let gate = site.gateway.hold()
            let daemon = try site.serve()
            try site.gateway.wait(for: 1)
            try site.watch.wait(for: "everybody in the lane") {
                try site.store().number(Self.inLane)
                    == Self.customers - 1
            }
            // Before the gate is opened: nobody else must leave by the old gateway.
            #expect(try site.run("stop", "--all", "--why", "another gateway").ending == .exited(0))
            gate.open()
            site.gateway.holdNoMore()
            #expect(try site.stop(daemon) == .exited(0))
            return site
        }

        @Test func anotherGatewayTakesOverWhoWaited() throws {
            let site = try waiting()
            defer { site.close() }
            let file = try site.read("Config/gateways/gate.yaml")
            try FileManager.default.removeItem(atPath: site.path("Config/gateways/gate.yaml"))
            try site.write("Config/gateways/other.yaml", file)
            #expect(try site.run("resume", "--all").ending == .exited(0))
            let daemon = try site.serve()
            try site.gateway.wait(for: Self.customers)
            try site.watch.wait(for: "all answers") {
                try site.store().count(.accepted) == Self.customers
            }
            #expect(try site.stop(daemon) == .exited(0))
            #expect(site.gateway.count == Self.customers)
            #expect(Set(site.gateway.messages.map(\.to)).count == Self.customers)
        }

        @Test func withoutAnyGatewayTheyWaitWithAReason() throws {
            let site = try waiting()
            defer { site.close() }
            let sent = site.gateway.count
            let file = try site.read("Config/gateways/gate.yaml")
            try site.write(
                "Config/gateways/gate.yaml",
                file.replacing("channels: [sms, email]", with: "channels: [email]")
            )
            #expect(try site.run("resume", "--all").ending == .exited(0))
            let daemon = try site.serve()
            try site.watch.wait(for: "everybody decided afresh") {
                try site.store().number(Self.inLane) == 0
            }
            let number = try #require(
                (1...Self.customers).first { number in
                    !site.gateway.messages.contains { $0.to == Portfolio.phone(number) }
                }
            )
            let explained = try site.run("explain", "C\(number)").output
            #expect(explained.contains("gateway"), "\(explained)")
            #expect(try site.stop(daemon) == .exited(0))
            #expect(site.gateway.count == sent)

            try site.write("Config/gateways/gate.yaml", file)
            let again = try site.serve()
            try site.gateway.wait(for: Self.customers)
            #expect(try site.stop(again) == .exited(0))
            #expect(Set(site.gateway.messages.map(\.to)).count == Self.customers)
            #expect(site.gateway.count == Self.customers)
        }
    }
}
