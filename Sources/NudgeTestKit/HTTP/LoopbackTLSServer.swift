internal import Foundation
internal import Glibc

/// A TLS server on 127.0.0.1 with a certificate of its own making, for `127.0.0.1` only.
///
/// It is the `openssl` command: tests that need it are skipped where there is none. It answers
/// each GET with a page of status 200.
package final class LoopbackTLSServer {
    package let port: Int
    /// The certificate, as a file of trusted authorities.
    package let authorityFile: String
    private let process: Process
    private let folder: URL

    package static let openssl = "/usr/bin/openssl"
    package static var isAvailable: Bool { FileManager.default.isExecutableFile(atPath: openssl) }

    /// `options` are added to those of `openssl s_server`.
    package init(options: [String] = []) throws {
        folder = FileManager.default.temporaryDirectory
            .appendingPathComponent("nudge-tls-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let key = folder.appendingPathComponent("key.pem").path
        let certificate = folder.appendingPathComponent("certificate.pem").path
        authorityFile = certificate
        let maker = Process()
        maker.executableURL = URL(fileURLWithPath: LoopbackTLSServer.openssl)
        maker.arguments = [
            "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
            "-keyout", key, "-out", certificate, "-days", "2", "-subj", "/CN=nudge test",
            "-addext", "subjectAltName=IP:127.0.0.1",
        ]
        maker.standardError = FileHandle.nullDevice
        try maker.run()
        maker.waitUntilExit()

        process = Process()
        process.executableURL = URL(fileURLWithPath: LoopbackTLSServer.openssl)
        process.arguments =
            [
                "s_server", "-accept", "127.0.0.1:0", "-key", key, "-cert", certificate, "-www",
                // So that nothing is left behind when a test traps.
                "-naccept", "8",
            ] + options
        let output = Pipe()
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
        port = try LoopbackTLSServer.readPort(output.fileHandleForReading)
    }

    deinit {
        // The child has inherited a mask in which SIGTERM is blocked.
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
        try? FileManager.default.removeItem(at: folder)
    }

    /// It says `ACCEPT 127.0.0.1:40123` once it listens.
    private static func readPort(_ handle: FileHandle) throws -> Int {
        var text = ""
        while true {
            let data = handle.availableData
            guard !data.isEmpty else {
                throw LoopbackError(call: "openssl s_server", number: 0)
            }
            text += String(decoding: data, as: UTF8.self)
            for line in text.split(separator: "\n").dropLast(text.hasSuffix("\n") ? 0 : 1)
            where line.hasPrefix("ACCEPT") {
                if let port = line.split(separator: ":").last.flatMap({ Int($0) }) { return port }
            }
        }
    }
}
