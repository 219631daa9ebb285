internal import Glibc

/// The functions of OpenSSL that a TLS server needs, found at run time: libcurl has brought the
/// library, and nothing else of it is wanted.
///
/// `@unchecked Sendable`: function pointers, set once; OpenSSL's contexts may be shared by threads,
/// its connections belong to one.
struct OpenSSL: @unchecked Sendable {
    typealias Pointer = UnsafeMutableRawPointer
    typealias Selected =
        @convention(c) (
            Pointer?, UnsafeMutablePointer<UnsafePointer<UInt8>?>?, UnsafeMutablePointer<UInt8>?,
            UnsafePointer<UInt8>?, UInt32, Pointer?
        ) -> Int32

    let serverMethod: @convention(c) () -> Pointer?
    let newContext: @convention(c) (Pointer?) -> Pointer?
    let freeContext: @convention(c) (Pointer?) -> Void
    let useCertificate: @convention(c) (Pointer?, UnsafePointer<CChar>) -> Int32
    let useKey: @convention(c) (Pointer?, UnsafePointer<CChar>, Int32) -> Int32
    let trust: @convention(c) (Pointer?, UnsafePointer<CChar>, UnsafePointer<CChar>?) -> Int32
    let setVerify: @convention(c) (Pointer?, Int32, Pointer?) -> Void
    let setProtocols: @convention(c) (Pointer?, Selected, Pointer?) -> Void
    let newConnection: @convention(c) (Pointer?) -> Pointer?
    let freeConnection: @convention(c) (Pointer?) -> Void
    let setDescriptor: @convention(c) (Pointer?, Int32) -> Int32
    let accept: @convention(c) (Pointer?) -> Int32
    let read: @convention(c) (Pointer?, Pointer?, Int32) -> Int32
    let write: @convention(c) (Pointer?, UnsafeRawPointer?, Int32) -> Int32
    let pending: @convention(c) (Pointer?) -> Int32
    let shutdown: @convention(c) (Pointer?) -> Int32

    /// `nil` where there is no OpenSSL 3.
    static let shared = try? OpenSSL()

    /// The constants of `ssl.h`.
    static let filePEM: Int32 = 1
    static let verifyPeer: Int32 = 1 | 2
    private static let selected: Int32 = 0
    private static let notSelected: Int32 = 3

    private init() throws(LoopbackError) {
        guard let library = dlopen("libssl.so.3", RTLD_NOW) else {
            throw LoopbackError(call: "dlopen libssl.so.3", number: 0)
        }
        serverMethod = try OpenSSL.find("TLS_server_method", in: library)
        newContext = try OpenSSL.find("SSL_CTX_new", in: library)
        freeContext = try OpenSSL.find("SSL_CTX_free", in: library)
        useCertificate = try OpenSSL.find("SSL_CTX_use_certificate_chain_file", in: library)
        useKey = try OpenSSL.find("SSL_CTX_use_PrivateKey_file", in: library)
        trust = try OpenSSL.find("SSL_CTX_load_verify_locations", in: library)
        setVerify = try OpenSSL.find("SSL_CTX_set_verify", in: library)
        setProtocols = try OpenSSL.find("SSL_CTX_set_alpn_select_cb", in: library)
        newConnection = try OpenSSL.find("SSL_new", in: library)
        freeConnection = try OpenSSL.find("SSL_free", in: library)
        setDescriptor = try OpenSSL.find("SSL_set_fd", in: library)
        accept = try OpenSSL.find("SSL_accept", in: library)
        read = try OpenSSL.find("SSL_read", in: library)
        write = try OpenSSL.find("SSL_write", in: library)
        pending = try OpenSSL.find("SSL_pending", in: library)
        shutdown = try OpenSSL.find("SSL_shutdown", in: library)
    }

    private static func find<Function>(
        _ name: String,
        in library: Pointer
    ) throws(LoopbackError) -> Function {
        guard let symbol = dlsym(library, name) else {
            throw LoopbackError(call: "dlsym \(name)", number: 0)
        }
        return unsafeBitCast(symbol, to: Function.self)
    }

    /// Chooses `h2` where the client offers it.
    static let chooseHTTP2: Selected = { _, out, outCount, offered, offeredCount, _ in
        guard let offered else { return OpenSSL.notSelected }
        var place = 0
        while place < Int(offeredCount) {
            let count = Int(offered[place])
            let isHTTP2 =
                count == 2 && offered[place + 1] == UInt8(ascii: "h")
                && offered[place + 2] == UInt8(ascii: "2")
            if isHTTP2 {
                out?.pointee = offered + place + 1
                outCount?.pointee = 2
                return OpenSSL.selected
            }
            place += count + 1
        }
        return OpenSSL.notSelected
    }
}
