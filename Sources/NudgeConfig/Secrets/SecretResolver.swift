import Foundation
package import NudgeCore

/// Fetches secrets from where their references point.
package struct SecretResolver: Sendable {
    /// More than any key or token has.
    private static let bytesMax = 64 << 10
    /// Set by systemd for a unit with credentials: systemd.exec(5), "CREDENTIALS".
    private static let credentialsVariable = "CREDENTIALS_DIRECTORY"

    private let environment: [String: String]

    /// Reads from this environment, by default the process's own.
    package init(environment: [String: String] = ProcessInfo.processInfo.environment) {
        self.environment = environment
    }

    package enum SecretError: Error, Hashable, CustomStringConvertible {
        case notFound(SecretReference, hint: String)
        case unreadable(SecretReference, reason: String)
        case empty(SecretReference)

        package var description: String {
            switch self {
            case .notFound(let reference, let hint): "the \(reference.label) is not there: \(hint)"
            case .unreadable(let reference, let reason):
                "the secret in \(reference.label) cannot be read: \(reason)"
            case .empty(let reference): "the secret in \(reference.label) is empty"
            }
        }
    }

    /// The secret's bytes, without the line end that an editor leaves.
    package func resolve(_ reference: SecretReference) throws(SecretError) -> Secret {
        switch reference {
        case .credential(let name):
            guard let folder = environment[SecretResolver.credentialsVariable] else {
                throw .notFound(
                    reference,
                    hint: "$\(SecretResolver.credentialsVariable) is not set; run as a service "
                        + "with LoadCredential=\(name):…, or refer to a file"
                )
            }
            // systemd itself keeps the folder from others.
            return try read("\(folder)/\(name)", reference, warnsOfMode: false)
        case .file(let path):
            return try read(path, reference, warnsOfMode: true)
        case .environment(let name):
            guard let value = environment[name] else {
                throw .notFound(reference, hint: "set it before starting")
            }
            return try secret(Array(value.utf8), reference, warning: "")
        }
    }

    private func read(
        _ path: String,
        _ reference: SecretReference,
        warnsOfMode: Bool
    ) throws(SecretError) -> Secret {
        let contents: FileReader.Contents
        do {
            contents = try FileReader.bytes(path, most: SecretResolver.bytesMax)
        } catch  where error.code == ENOENT {
            throw .notFound(reference, hint: "there is no file \(path)")
        } catch {
            throw .unreadable(reference, reason: error.message)
        }
        let isOpen = warnsOfMode && contents.mode & 0o077 != 0
        let mode = String(contents.mode, radix: 8)
        let warning =
            isOpen ? "\(path) can be read by others (mode \(mode)): run chmod 600 \(path)" : ""
        return try secret(contents.bytes, reference, warning: warning)
    }

    private func secret(
        _ bytes: [UInt8],
        _ reference: SecretReference,
        warning: String
    ) throws(SecretError) -> Secret {
        var bytes = bytes
        if bytes.last == UInt8(ascii: "\n") { bytes.removeLast() }
        if bytes.last == UInt8(ascii: "\r") { bytes.removeLast() }
        guard !bytes.isEmpty else { throw .empty(reference) }
        return Secret(bytes: bytes, warning: warning)
    }
}
