/// Paths as texts: configuration names its folders relative to its own file.
enum FilePath {
    /// `path` as seen from the folder `base`; an absolute path stays what it is.
    ///
    /// `..` is resolved by the text, so that `Config/../Templates` is shown as `Templates`.
    static func join(_ base: String, _ path: String) -> String {
        normal(path.hasPrefix("/") || base.isEmpty ? path : "\(base)/\(path)")
    }

    /// The folder that a file stands in; empty: the current one.
    static func folder(of file: String) -> String {
        guard let slash = file.lastIndex(of: "/") else { return "" }
        return slash == file.startIndex ? "/" : String(file[..<slash])
    }

    private static func normal(_ path: String) -> String {
        var parts: [Substring] = []
        for part in path.split(separator: "/") where part != "." {
            if part == "..", let last = parts.last, last != ".." {
                parts.removeLast()
            } else if part != ".." || !path.hasPrefix("/") {
                parts.append(part)
            }
        }
        let joined = parts.joined(separator: "/")
        if path.hasPrefix("/") { return "/" + joined }
        return joined.isEmpty ? "." : joined
    }
}
