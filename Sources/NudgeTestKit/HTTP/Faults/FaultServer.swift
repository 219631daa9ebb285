internal import Foundation
internal import Glibc

/// A real server on 127.0.0.1 that fails in every way a gateway can, and keeps exact accounts of
/// each request that it saw, whole or in part.
///
///     let server = try FaultServer(.init(transport: .http2)) { request in
///         request.id == "m-1" ? .fine : .end(.reset)
///     }
///
/// A thread for each connection; the script runs on it when a request's head has been read, and may
/// block. HTTP/1.1 in the clear or over TLS, HTTP/2 over TLS: frames made by hand.
package final class FaultServer: Sendable {
    /// How requests come to it.
    package enum Transport: String, CaseIterable, Sendable {
        case plain
        case tls
        case http2
    }

    package struct Options: Sendable {
        package var transport = Transport.plain
        /// `nil`: one that `TestAuthority.shared` made for 127.0.0.1.
        package var certificate: TestAuthority.Certificate?
        /// Whether clients must show a certificate of `TestAuthority.shared`.
        package var asksForCertificate = false
        /// 0 lets the kernel choose.
        package var port: UInt16 = 0

        package init(
            transport: Transport = .plain,
            certificate: TestAuthority.Certificate? = nil,
            asksForCertificate: Bool = false,
            port: UInt16 = 0
        ) {
            self.transport = transport
            self.certificate = certificate
            self.asksForCertificate = asksForCertificate
            self.port = port
        }
    }

    package let port: UInt16
    private let options: Options
    private let listener: Int32
    private let ledger: FaultLedger
    /// Bounds the threads of one server's life.
    private static let connectionsMax = 100_000

    package init(
        _ options: Options = Options(),
        accept: @escaping @Sendable (_ connection: Int) -> FaultAcceptance = { _ in .serve },
        react: @escaping @Sendable (FaultSight) -> FaultReaction
    ) throws {
        let context = try FaultContext(options)
        let (listener, port) = try LoopbackServer.listen(options.port)
        let ledger = FaultLedger()
        self.options = options
        self.listener = listener
        self.port = port
        self.ledger = ledger
        Thread.detachNewThread {
            for _ in 0..<FaultServer.connectionsMax {
                let descriptor = Glibc.accept(listener, nil, nil)
                guard descriptor >= 0, let number = ledger.opened(descriptor) else { break }
                Thread.detachNewThread {
                    FaultServer.blockBrokenPipe()
                    context.run(descriptor, number, accept(number), ledger, react)
                    ledger.closing(descriptor)
                }
            }
        }
    }

    deinit {
        stop()
    }

    /// `https://127.0.0.1:PORT/`, or `http`.
    package var url: String {
        "\(options.transport == .plain ? "http" : "https")://127.0.0.1:\(port)/"
    }

    /// Every request that began, in the order of their beginnings.
    package var sights: [FaultSight] { ledger.sights }
    package var connectionCount: Int { ledger.connections }
    /// Bytes of requests, deciphered, over all connections.
    package var bytesRead: Int { ledger.bytesRead }

    /// Waits until so many requests have come whole.
    package func wholeRequests(atLeast count: Int) async {
        await ledger.wait { $0.whole >= count }
    }

    /// Waits until so many connections have been closed by the server's side.
    package func endedConnections(atLeast count: Int) async {
        await ledger.wait { $0.ended >= count }
        for client in ledger.clients { client.waitUntilItKnows() }
    }

    /// Lets connections that wait for it come to their end, now and later.
    package func tell() {
        ledger.tell()
    }

    /// Refuses new connections and ends the open ones.
    package func stop() {
        guard ledger.stop() else { return }
        shutdown(listener, Int32(SHUT_RDWR))
        close(listener)
    }

    /// OpenSSL writes without MSG_NOSIGNAL: a client that is gone must not end the process.
    private static func blockBrokenPipe() {
        var signals = sigset_t()
        sigemptyset(&signals)
        sigaddset(&signals, SIGPIPE)
        pthread_sigmask(SIG_BLOCK, &signals, nil)
    }
}

/// What all connections of a server share: OpenSSL's context, where there is TLS.
///
/// `@unchecked Sendable`: OpenSSL counts the references of a context itself.
private final class FaultContext: @unchecked Sendable {
    private let transport: FaultServer.Transport
    private let context: OpenSSL.Pointer?

    init(_ options: FaultServer.Options) throws {
        transport = options.transport
        guard options.transport != .plain else {
            context = nil
            return
        }
        guard let tls = OpenSSL.shared, let context = tls.newContext(tls.serverMethod()) else {
            throw LoopbackError(call: "OpenSSL", number: 0)
        }
        self.context = context
        let authority = try TestAuthority.shared.get()
        let certificate = options.certificate ?? authority.server
        guard tls.useCertificate(context, certificate.certificateFile) == 1,
            tls.useKey(context, certificate.keyFile, OpenSSL.filePEM) == 1
        else { throw LoopbackError(call: "reading the server's certificate", number: 0) }
        if options.transport == .http2 { tls.setProtocols(context, OpenSSL.chooseHTTP2, nil) }
        guard options.asksForCertificate else { return }
        guard tls.trust(context, authority.file, nil) == 1 else {
            throw LoopbackError(call: "reading the authority's certificate", number: 0)
        }
        tls.setVerify(context, OpenSSL.verifyPeer, nil)
    }

    deinit {
        if let context { OpenSSL.shared?.freeContext(context) }
    }

    /// One connection from its acceptance to its end; the descriptor is left open.
    func run(
        _ descriptor: Int32,
        _ number: Int,
        _ acceptance: FaultAcceptance,
        _ ledger: FaultLedger,
        _ react: @escaping (FaultSight) -> FaultReaction
    ) {
        switch acceptance {
        case .serve, .endWhenSpokenTo: break
        case .end(let ending): return FaultChannel(plain: descriptor).end(ending)
        case .hang:
            let channel = FaultChannel(plain: descriptor)
            while !channel.read().isEmpty {}
            return
        case .greet(let bytes):
            _ = FaultChannel(plain: descriptor).write(bytes)
            return
        case .endInHandshake(let ending):
            FaultChannel.waitUntilReadable(descriptor)
            return FaultChannel(plain: descriptor).end(ending)
        }
        guard let channel = channel(descriptor) else { return }
        defer { channel.free() }
        if case .endWhenSpokenTo(let ending) = acceptance {
            channel.waitUntilSpokenTo()
            return channel.end(ending)
        }
        serve(channel, number, ledger, react)
    }

    private func channel(_ descriptor: Int32) -> FaultChannel? {
        guard let context else { return FaultChannel(plain: descriptor) }
        return FaultChannel(secure: descriptor, context: context)
    }

    private func serve(
        _ channel: FaultChannel,
        _ number: Int,
        _ ledger: FaultLedger,
        _ react: @escaping (FaultSight) -> FaultReaction
    ) {
        guard transport == .http2 else {
            var connection = HTTP1FaultConnection(
                channel,
                number: number,
                ledger: ledger,
                react: react
            )
            return connection.serve()
        }
        guard
            var connection = try? HTTP2FaultConnection(
                channel,
                number: number,
                ledger: ledger,
                react: react
            )
        else { return }
        connection.serve()
    }
}
