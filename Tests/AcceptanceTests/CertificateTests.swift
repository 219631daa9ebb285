import Foundation
import NudgeCore
import NudgeTestKit
import Testing

extension Acceptance {
    /// The gateway's certificate, and the real binary's trust in it.
    @AcceptanceThread struct CertificateTests {
        /// The operator reads why in the log; once the vendor has renewed it, all goes on by itself.
        @Test(.enabled(if: TestAuthority.isAvailable))
        func anExpiredCertificatePausesTheGatewayAndSaysWhy() throws {
            let authority = try TestAuthority.shared.get()
            let expired = try FaultServer(
                .init(transport: .tls, certificate: authority.expired)
            ) { _ in FaultMixture.accepted }
            let site = try Site()
            defer { site.close() }
            try site.write(
                "Config/gateways/gate.yaml",
                """
                kind: webhook
                channels: [sms]
                url: \(expired.url)send
                authority_file: \(authority.file)
                secret: {environment: NUDGE_GATE_SECRET}
                timeouts: {connect: 2s, total: 20s}
                dedup: none

                """
            )
            try site.take(Portfolio(1...30))
            let daemon = try site.serve()
            try site.wait(for: "the lane pauses", in: daemon)
            try site.wait(for: "certificate has expired", in: daemon)
            let store = try site.store()
            #expect(try store.count(.accepted) == 0)
            #expect(try store.count(.unknown) == 0)
            #expect(expired.bytesRead == 0)
            let port = expired.port
            expired.stop()
            let renewed = try FaultServer(.init(transport: .tls, port: port)) { _ in
                FaultMixture.accepted
            }
            try site.watch.wait(for: "everybody", atMost: 60) {
                try store.count(.accepted) == 30
            }
            #expect(try site.stop(daemon) == .exited(0))
            #expect(renewed.sights.count == 30)
            #expect(try store.count(.unknown) == 0)
        }
    }
}
