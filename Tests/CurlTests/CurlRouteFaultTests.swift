import Curl
import NudgeTestKit
import Testing

/// Faults on a route that is not the usual one: a proxy that refuses, a certificate of our own that
/// is not taken.
@Suite(.bothWays, .timeLimit(.minutes(2)), .enabled(if: TestAuthority.isAvailable))
struct CurlRouteFaultTests {
    struct ProxyCase: CustomTestStringConvertible, Sendable {
        var testDescription: String
        var reaction: FaultReaction
        var connectTimeout: Int32 = 20_000
    }

    static let refusals = [
        ProxyCase(testDescription: "403", reaction: .answer(.init(403))),
        ProxyCase(testDescription: "407", reaction: .answer(.init(407))),
        ProxyCase(testDescription: "502", reaction: .answer(.init(502))),
        ProxyCase(testDescription: "closed", reaction: .end(.close)),
        ProxyCase(testDescription: "reset", reaction: .end(.reset)),
        ProxyCase(testDescription: "garbage", reaction: .text("+OK ready\r\n\r\n")),
        ProxyCase(
            testDescription: "endless headers",
            reaction: .endlessHeaders,
            connectTimeout: 500
        ),
        ProxyCase(testDescription: "hangs", reaction: .hang, connectTimeout: 300),
        ProxyCase(
            testDescription: "a tunnel that ends at once",
            reaction: .text("HTTP/1.1 200 Connection established\r\n\r\n")
        ),
    ]

    /// The proxy sees who is to be reached, and nothing of the request.
    @Test(arguments: refusals)
    func aProxyThatGivesNoTunnelIsSure(_ test: ProxyCase) async throws {
        let reaction = test.reaction
        let proxy = try FaultServer { _ in reaction }
        let gateway = try FaultServer(.init(transport: .tls)) { _ in .fine }
        let harness = try CurlHarness()
        var request = try CurlRequest.fault(1, to: gateway, .tls)
        request.connectTimeoutMilliseconds = test.connectTimeout
        request.route = CurlRoute(proxy: "http://127.0.0.1:\(proxy.port)")
        let outcome = try await harness.send(request)
        #expect(outcome.certainty == .sure, "\(outcome)")
        harness.client.shutdown(withinMilliseconds: 0)
        #expect(gateway.connectionCount == 0)
        #expect(proxy.sights.map(\.method) == ["CONNECT"])
        #expect(proxy.sights.map(\.id) == [""])
        #expect(proxy.sights.allSatisfy { $0.body.isEmpty })
    }

    @Test func aProxyThatIsNotThereIsSure() async throws {
        let gateway = try FaultServer(.init(transport: .tls)) { _ in .fine }
        let harness = try CurlHarness()
        var request = try CurlRequest.fault(1, to: gateway, .tls)
        let port = try LoopbackPort()
        defer { withExtendedLifetime(port) {} }
        request.route = CurlRoute(proxy: "http://127.0.0.1:\(port.number)")
        #expect(try await harness.send(request).certainty == .sure)
        #expect(gateway.connectionCount == 0)
    }

    /// In the clear the proxy gets the request itself: what ends there may have gone on.
    @Test(arguments: [FaultEnding.close, .reset])
    func aProxyThatTookTheRequestLeavesDoubt(_ ending: FaultEnding) async throws {
        let proxy = try FaultServer { _ in .end(ending) }
        let gateway = try FaultServer { _ in .fine }
        let harness = try CurlHarness()
        var request = try CurlRequest.fault(1, to: gateway, .plain)
        request.route = CurlRoute(proxy: "http://127.0.0.1:\(proxy.port)")
        #expect(try await harness.send(request).certainty == .doubt)
        harness.client.shutdown(withinMilliseconds: 0)
        #expect(proxy.sights.map(\.id) == ["m-1"])
        #expect(proxy.sights.map(\.target) == [gateway.url + "send"])
        #expect(gateway.connectionCount == 0)
    }

    enum Identity: String, CaseIterable, Sendable {
        case right
        case none
        case ofAStranger
        case withoutItsFile
    }

    /// With TLS 1.3 a server says only after the request has begun that it does not take the
    /// certificate: then it may be doubt, but the server has read nothing.
    @Test(arguments: Identity.allCases, [FaultServer.Transport.tls, .http2])
    func aServerThatAsksForACertificate(
        _ identity: Identity,
        _ transport: FaultServer.Transport
    ) async throws {
        let authority = try TestAuthority.shared.get()
        let server = try FaultServer(
            .init(transport: transport, asksForCertificate: true)
        ) { _ in .fine }
        let harness = try CurlHarness()
        var request = try CurlRequest.fault(1, to: server, transport)
        let certificate = identity == .right ? authority.client : authority.selfSigned
        if identity == .withoutItsFile {
            request.route = CurlRoute(certificateFile: "/nowhere/c.pem", keyFile: "/nowhere/c.key")
        } else if identity != .none {
            request.route = CurlRoute(
                certificateFile: certificate.certificateFile,
                keyFile: certificate.keyFile
            )
        }
        let outcome = try await harness.send(request).certainty
        harness.client.shutdown(withinMilliseconds: 0)
        switch identity {
        case .right: #expect(outcome == .answered(200))
        case .withoutItsFile: #expect(outcome == .sure)
        case .none, .ofAStranger: #expect(outcome == .doubt || outcome == .sure)
        }
        #expect(server.sights.map(\.id) == (identity == .right ? ["m-1"] : []))
    }

    /// Another certificate is another connection: nobody speaks under another's name.
    @Test func aKeptConnectionIsNotSharedBetweenIdentities() async throws {
        let authority = try TestAuthority.shared.get()
        let server = try FaultServer(.init(transport: .tls)) { _ in .fine }
        let harness = try CurlHarness()
        var request = try CurlRequest.fault(1, to: server, .tls)
        #expect(try await harness.send(request).certainty == .answered(200))
        request.route = CurlRoute(
            certificateFile: authority.client.certificateFile,
            keyFile: authority.client.keyFile
        )
        #expect(try await harness.send(request).certainty == .answered(200))
        request.route = nil
        #expect(try await harness.send(request).certainty == .answered(200))
        #expect(server.sights.map(\.connection) == [0, 1, 0])
    }
}
