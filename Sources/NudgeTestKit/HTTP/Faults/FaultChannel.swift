internal import Glibc

/// The bytes of one accepted connection, in the clear or through TLS; belongs to one thread.
struct FaultChannel {
    let descriptor: Int32
    /// OpenSSL's connection; `nil`: in the clear.
    private let session: OpenSSL.Pointer?

    /// Wraps a connection in the clear.
    init(plain descriptor: Int32) {
        self.descriptor = descriptor
        session = nil
    }

    /// Makes the handshake; `nil` when it fails.
    init?(secure descriptor: Int32, context: OpenSSL.Pointer) {
        guard let tls = OpenSSL.shared, let session = tls.newConnection(context) else {
            return nil
        }
        self.descriptor = descriptor
        self.session = session
        _ = tls.setDescriptor(session, descriptor)
        guard tls.accept(session) == 1 else {
            tls.freeConnection(session)
            return nil
        }
    }

    /// The next bytes; empty at the end or after a failure.
    func read() -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: 16_384) { space, count in
            if let session, let tls = OpenSSL.shared {
                count = Int(max(0, tls.read(session, space.baseAddress, Int32(space.count))))
            } else {
                count = max(0, recv(descriptor, space.baseAddress, space.count, 0))
            }
        }
    }

    /// False when the client is gone.
    func write(_ bytes: some Collection<UInt8>) -> Bool {
        let bytes = Array(bytes)
        var sent = 0
        while sent < bytes.count {
            let count = bytes.withUnsafeBytes { raw -> Int in
                let start = raw.baseAddress.map { $0 + sent }
                let left = raw.count - sent
                if let session, let tls = OpenSSL.shared {
                    return Int(tls.write(session, start, Int32(left)))
                }
                return Glibc.send(descriptor, start, left, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { return false }
            sent += count
        }
        return true
    }

    /// Waits until the client says something more, or goes; reads nothing.
    func waitUntilSpokenTo() {
        if let session, let tls = OpenSSL.shared, tls.pending(session) > 0 { return }
        FaultChannel.waitUntilReadable(descriptor)
    }

    static func waitUntilReadable(_ descriptor: Int32) {
        var look = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        poll(&look, 1, -1)
    }

    /// Prepares the end; the descriptor itself is closed by whoever opened it.
    func end(_ ending: FaultEnding) {
        switch ending {
        case .close:
            if let session, let tls = OpenSSL.shared { _ = tls.shutdown(session) }
        case .cut: break
        case .reset: FaultChannel.resetOnClose(descriptor)
        }
    }

    /// Ends it after an answer, so that the answer arrives: what the client still says is read away
    /// first, for a system resets a connection that is closed with unread bytes.
    func endGently(_ ending: FaultEnding) {
        if ending != .reset {
            end(ending)
            Glibc.shutdown(descriptor, Int32(SHUT_WR))
        }
        var look = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        var space = [UInt8](repeating: 0, count: 4_096)
        while poll(&look, 1, FaultChannel.lingerMilliseconds) > 0 {
            guard recv(descriptor, &space, space.count, 0) > 0 else { break }
        }
        if ending == .reset { end(.reset) }
    }

    /// On loopback, an answer is read within this time, or the client is not reading.
    private static let lingerMilliseconds: Int32 = 30

    func free() {
        if let session, let tls = OpenSSL.shared { tls.freeConnection(session) }
    }

    /// Lets the next close send a reset instead of an orderly end.
    static func resetOnClose(_ descriptor: Int32) {
        LoopbackConnection.resetOnClose(descriptor)
    }
}
