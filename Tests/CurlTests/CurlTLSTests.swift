import Curl
import NudgeTestKit
import Testing

/// Certificates, against the `openssl` command.
@Suite(.bothWays, .timeLimit(.minutes(1)), .enabled(if: LoopbackTLSServer.isAvailable))
struct CurlTLSTests {
    static func request(_ url: String, authorityFile: String?) -> CurlRequest {
        CurlRequest(id: 1, lane: 1, method: .get, url: url, authorityFile: authorityFile)
    }

    @Test func aCertificateIsTrustedOnlyIfItsAuthorityIs() async throws {
        let server = try LoopbackTLSServer()
        let harness = try CurlHarness()
        let url = "https://127.0.0.1:\(server.port)/"
        for (authorityFile, isTrusted) in [
            (nil, false), (server.authorityFile, true), (nil, false),
        ] as [(String?, Bool)] {
            let outcome = try await harness.send(Self.request(url, authorityFile: authorityFile))
            if isTrusted {
                #expect(outcome.answer?.status == 200)
            } else {
                let failure = try #require(outcome.failure)
                #expect(failure.code == .peerVerification)
                #expect(!failure.wasWritten)
            }
        }
    }

    @Test func aCertificateForAnotherNameIsRefused() async throws {
        let server = try LoopbackTLSServer()
        let harness = try CurlHarness()
        let url = "https://localhost:\(server.port)/"
        let outcome = try await harness.send(
            Self.request(url, authorityFile: server.authorityFile)
        )
        let failure = try #require(outcome.failure)
        #expect(failure.code == .peerVerification)
        #expect(!failure.wasWritten)
    }
}
