/// Where a secret is kept: never in a configuration file itself.
package enum SecretReference: Hashable, Sendable {
    /// A name in the folder that systemd hands over with `LoadCredential=`.
    case credential(String)
    /// A file that only the daemon can read.
    case file(String)
    /// A variable of the environment.
    case environment(String)
}

extension SecretReference: CustomStringConvertible {
    package var description: String {
        switch self {
        case .credential(let name): "credential '\(name)'"
        case .file(let path): "file '\(path)'"
        case .environment(let name): "environment variable '\(name)'"
        }
    }
}
