package import NudgeCore

extension SecretReference {
    /// For messages: `credential 'x'`, `file '/a/b'`, `environment variable 'X'`.
    package var label: String {
        switch self {
        case .credential(let name): "credential '\(name)'"
        case .file(let path): "file '\(path)'"
        case .environment(let name): "environment variable '\(name)'"
        }
    }
}
