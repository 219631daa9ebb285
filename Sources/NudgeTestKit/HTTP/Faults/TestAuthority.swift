internal import Foundation
internal import Glibc
internal import Synchronization

/// A certificate authority of the test's own, and the certificates that it has made, as PEM files.
///
/// Made by the `openssl` command when first asked for; the folder goes with the process.
package final class TestAuthority: Sendable {
    /// A certificate and its key.
    package struct Certificate: Hashable, Sendable {
        package var certificateFile: String
        package var keyFile: String
    }

    /// Trust this, and everything but `selfSigned` and `stranger` is trusted.
    package let file: String
    /// For 127.0.0.1, ::1 and localhost, and in force.
    package let server: Certificate
    /// As `server`, but its time ended in 2020.
    package let expired: Certificate
    /// As `server`, but its time begins in 2090.
    package let future: Certificate
    /// In force, but for another name.
    package let wrongHost: Certificate
    /// For 127.0.0.1, and of its own making.
    package let selfSigned: Certificate
    /// For a client: `CN=nudge test client`.
    package let client: Certificate

    package static var isAvailable: Bool {
        LoopbackTLSServer.isAvailable && OpenSSL.shared != nil
    }

    /// One for the whole process: keys are slow to make.
    package static let shared = Result { try TestAuthority() }

    private static let here = "IP:127.0.0.1,IP:::1,DNS:localhost"

    private init() throws {
        let maker = try CertificateMaker()
        file = maker.authority.certificateFile
        server = try maker.certificate("server", for: Self.here)
        expired = try maker.certificate(
            "expired",
            for: Self.here,
            from: "20200101000000Z",
            to: "20200102000000Z"
        )
        future = try maker.certificate(
            "future",
            for: Self.here,
            from: "20900101000000Z",
            to: "20900102000000Z"
        )
        wrongHost = try maker.certificate("other", for: "DNS:gateway.example.com")
        selfSigned = try maker.selfSigned("self-signed", for: Self.here)
        client = try maker.certificate("nudge test client", for: "DNS:client.example.com")
    }
}

/// Runs `openssl` in a folder of its own, which is removed when the process ends.
private struct CertificateMaker {
    let authority: TestAuthority.Certificate
    private let folder: URL

    init() throws {
        folder = FileManager.default.temporaryDirectory
            .appendingPathComponent("nudge-authority-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        TestFolders.removeAtExit(folder.path)
        authority = TestAuthority.Certificate(
            certificateFile: folder.appendingPathComponent("authority.pem").path,
            keyFile: folder.appendingPathComponent("authority.key").path
        )
        try Data().write(to: folder.appendingPathComponent("index.txt"))
        try Data("01\n".utf8).write(to: folder.appendingPathComponent("serial"))
        try Data(Self.settings.utf8).write(to: folder.appendingPathComponent("ca.cnf"))
        try make(authority, "/CN=nudge test authority", "keyUsage=critical,keyCertSign,cRLSign")
    }

    private static let settings = """
        [ca]
        default_ca = here
        [here]
        new_certs_dir = .
        database = index.txt
        serial = serial
        default_md = sha256
        policy = any
        copy_extensions = copy
        unique_subject = no
        [any]
        commonName = supplied

        """

    func selfSigned(_ name: String, for names: String) throws -> TestAuthority.Certificate {
        let certificate = place(name)
        try make(certificate, "/CN=\(name)", "subjectAltName=\(names)")
        return certificate
    }

    func certificate(
        _ name: String,
        for names: String,
        from: String = "20200101000000Z",
        to: String = "20900101000000Z"
    ) throws -> TestAuthority.Certificate {
        let certificate = place(name)
        let request = certificate.certificateFile + ".request"
        try run(
            ["req", "-new"] + Self.key
                + [
                    "-keyout", certificate.keyFile, "-out", request, "-subj", "/CN=\(name)",
                    "-addext", "subjectAltName=\(names)",
                ]
        )
        try run([
            "ca", "-batch", "-config", "ca.cnf", "-notext", "-cert", authority.certificateFile,
            "-keyfile", authority.keyFile, "-in", request, "-out", certificate.certificateFile,
            "-startdate", from, "-enddate", to,
        ])
        return certificate
    }

    private static let key = [
        "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
    ]

    private func place(_ name: String) -> TestAuthority.Certificate {
        let base = folder.appendingPathComponent(name.replacing(" ", with: "-")).path
        return TestAuthority.Certificate(
            certificateFile: base + ".pem",
            keyFile: base + ".key"
        )
    }

    private func make(
        _ certificate: TestAuthority.Certificate,
        _ subject: String,
        _ extra: String
    ) throws {
        try run(
            ["req", "-x509"] + Self.key
                + [
                    "-keyout", certificate.keyFile, "-out", certificate.certificateFile,
                    "-days", "2", "-subj", subject, "-addext", extra,
                ]
        )
    }

    private func run(_ arguments: [String]) throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: LoopbackTLSServer.openssl)
        process.arguments = arguments
        process.currentDirectoryURL = folder
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            throw LoopbackError(call: "openssl \(arguments[0])", number: 0)
        }
    }
}

/// Folders that outlive every test and go with the process.
private enum TestFolders {
    private static let paths = Mutex<[String]>([])

    static func removeAtExit(_ path: String) {
        let isFirst = paths.withLock { paths in
            paths.append(path)
            return paths.count == 1
        }
        guard isFirst else { return }
        atexit {
            for path in TestFolders.paths.withLock({ $0 }) {
                try? FileManager.default.removeItem(atPath: path)
            }
        }
    }
}
