import Curl
import NudgeTestKit
import Testing

/// Whatever goes wrong before the request begins is sure: no byte of it left.
@Suite(.bothWays, .timeLimit(.minutes(2)), .enabled(if: TestAuthority.isAvailable))
struct CurlConnectTests {
    struct Case: CustomTestStringConvertible, Sendable {
        var testDescription: String
        var acceptance: FaultAcceptance
        var codes: Set<CurlCode>
        var timeout: Int32 = 20_000
    }

    static let handshakes = [
        Case(
            testDescription: "closed at once",
            acceptance: .end(.close),
            codes: [.tlsConnect]
        ),
        Case(
            testDescription: "reset at once",
            acceptance: .end(.reset),
            codes: [.tlsConnect, .cannotConnect]
        ),
        Case(
            testDescription: "closed at the hello",
            acceptance: .endInHandshake(.close),
            codes: [.tlsConnect]
        ),
        Case(
            testDescription: "reset at the hello",
            acceptance: .endInHandshake(.reset),
            codes: [.tlsConnect]
        ),
        Case(
            testDescription: "no TLS",
            acceptance: .greet(Array("220 gateway.example.com ESMTP\r\n".utf8)),
            codes: [.tlsConnect]
        ),
        Case(
            testDescription: "says nothing",
            acceptance: .hang,
            codes: [.timeout],
            timeout: 300
        ),
    ]

    @Test(arguments: handshakes, [FaultServer.Transport.tls, .http2])
    func aHandshakeThatFailsIsSure(
        _ test: Case,
        _ transport: FaultServer.Transport
    ) async throws {
        let acceptance = test.acceptance
        let server = try FaultServer(
            .init(transport: transport),
            accept: { _ in acceptance },
            react: { _ in .fine }
        )
        let harness = try CurlHarness()
        var request = try CurlRequest.fault(1, to: server, transport)
        request.connectTimeoutMilliseconds = test.timeout
        let failure = try #require(try await harness.send(request).failure)
        #expect(!failure.wasWritten)
        #expect(test.codes.contains(failure.code), "\(failure.code)")
        harness.client.shutdown(withinMilliseconds: 0)
        #expect(server.bytesRead == 0)
        #expect(server.sights.isEmpty)
    }

    enum BadCertificate: String, CaseIterable, Sendable {
        case expired
        case future
        case wrongHost
        case selfSigned
        case stranger

        func certificate(_ authority: TestAuthority) -> TestAuthority.Certificate {
            switch self {
            case .expired: authority.expired
            case .future: authority.future
            case .wrongHost: authority.wrongHost
            case .selfSigned: authority.selfSigned
            case .stranger: authority.server
            }
        }

        /// What the message must name, so that an operator knows what to do.
        var word: String {
            switch self {
            case .expired: "expired"
            case .future: "not yet valid"
            case .wrongHost: "127.0.0.1"
            case .selfSigned: "self-signed"
            case .stranger: "issuer"
            }
        }
    }

    @Test(arguments: BadCertificate.allCases, [FaultServer.Transport.tls, .http2])
    func aBadCertificateIsSureAndSaysWhy(
        _ bad: BadCertificate,
        _ transport: FaultServer.Transport
    ) async throws {
        let certificate = bad.certificate(try TestAuthority.shared.get())
        let server = try FaultServer(
            .init(transport: transport, certificate: certificate)
        ) { _ in .fine }
        let harness = try CurlHarness()
        var request = try CurlRequest.fault(1, to: server, transport)
        if bad == .stranger { request.authorityFile = nil }
        guard case .failed(let error, let wasWritten) = try await harness.send(request) else {
            Issue.record("a bad certificate was taken")
            return
        }
        #expect(error.code == .peerVerification)
        #expect(!wasWritten)
        #expect(error.message.contains(bad.word), "\(error.message)")
        harness.client.shutdown(withinMilliseconds: 0)
        #expect(server.bytesRead == 0, "not a byte of it was readable there")
    }

    /// After the handshake the request begins at once: an end that comes then leaves doubt.
    @Test(arguments: FaultServer.Transport.allCases, [FaultEnding.close, .cut, .reset])
    func anEndBehindTheHandshakeLeavesDoubt(
        _ transport: FaultServer.Transport,
        _ ending: FaultEnding
    ) async throws {
        let server = try FaultServer(
            .init(transport: transport),
            accept: { _ in .endWhenSpokenTo(ending) },
            react: { _ in .fine }
        )
        let harness = try CurlHarness()
        let request = try CurlRequest.fault(1, to: server, transport)
        #expect(try await harness.send(request).certainty == .doubt)
        harness.client.shutdown(withinMilliseconds: 0)
        #expect(server.sights.isEmpty)
        #expect(server.connectionCount == 1)
    }

    /// A connection of HTTP/2 that is taken over TLS is shared, and one of HTTP/1.1 where the server
    /// offers no more.
    @Test func http2IsUsedWhereItIsOfferedAndOneConnectionCarriesAll() async throws {
        let server = try FaultServer(.init(transport: .http2)) { _ in
            .answer(.init(delayMilliseconds: 1))
        }
        let harness = try CurlHarness(lanes: [CurlLane(id: 1, inFlightMax: 16)])
        let requests = try (1...200).map { try CurlRequest.fault($0, to: server, .http2) }
        #expect(harness.client.submit(requests) == .taken)
        let completions = await harness.completions(200)
        #expect(completions.allSatisfy { $0.outcome.certainty == .answered(200) })
        #expect(server.connectionCount == 1)
        #expect(Set(server.sights.map(\.stream)).count == 200)
        let old = try FaultServer(.init(transport: .tls)) { _ in .fine }
        let request = try CurlRequest.fault(1, to: old, .http2)
        #expect(try await harness.send(request).certainty == .answered(200))
    }
}
