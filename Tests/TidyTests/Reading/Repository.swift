import Foundation

/// The files of this repository, as the tidy tests read them.
///
/// Paths are relative to the root and sorted, so that findings come in a stable order.
struct Repository {
    static let root = URL(filePath: #filePath)
        .deletingLastPathComponent()
        .deletingLastPathComponent()
        .deletingLastPathComponent()
        .deletingLastPathComponent()

    /// What builds and runs leave behind; none of it is tracked.
    private static let generatedFolders = [".git", ".demo", "var"]

    /// Larger files are data, not prose or code.
    private static let textBytesMax = 1_000_000

    /// Every file outside generated folders.
    static let paths: [String] = {
        let keys: [URLResourceKey] = [.isRegularFileKey]
        let found = FileManager.default.enumerator(at: root, includingPropertiesForKeys: keys)
        var paths: [String] = []
        while let url = found?.nextObject() as? URL {
            let path = relative(url)
            if isGenerated(path) {
                found?.skipDescendants()
            } else if (try? url.resourceValues(forKeys: [.isRegularFileKey]))?.isRegularFile == true
            {
                paths.append(path)
            }
        }
        return paths.sorted()
    }()

    static let swiftPaths = paths.filter { $0.hasSuffix(".swift") }
    static let markdownPaths = paths.filter { $0.hasSuffix(".md") }

    /// The file's text, or nil where it is binary or larger than a text should be.
    static func text(_ path: String) -> String? {
        guard let bytes = try? Data(contentsOf: root.appending(path: path)),
            bytes.count <= textBytesMax
        else { return nil }
        return String(data: bytes, encoding: .utf8)
    }

    /// Every Swift source, with comments and strings told apart from code.
    static let sources = swiftPaths.map { SwiftSource(path: $0, text: text($0) ?? "") }

    /// The sources under one of the folders.
    static func sources(under folders: String...) -> [SwiftSource] {
        sources.filter { source in folders.contains { source.path.hasPrefix($0 + "/") } }
    }

    static func exists(_ path: String) -> Bool {
        FileManager.default.fileExists(atPath: root.appending(path: path).path)
    }

    static func isExecutable(_ path: String) -> Bool {
        FileManager.default.isExecutableFile(atPath: root.appending(path: path).path)
    }

    /// The folders directly inside a folder, sorted.
    static func folders(in path: String) -> [String] {
        let prefix = path + "/"
        let names = paths.filter { $0.hasPrefix(prefix) }
            .map { $0.dropFirst(prefix.count).split(separator: "/") }
            .filter { $0.count > 1 }
            .map { String($0[0]) }
        return Set(names).sorted()
    }

    private static func relative(_ url: URL) -> String {
        let rootPath = root.path.hasSuffix("/") ? root.path : root.path + "/"
        return String(url.path.dropFirst(rootPath.count))
    }

    private static func isGenerated(_ path: String) -> Bool {
        generatedFolders.contains(path) || path.hasPrefix(".build") || path == "Package.resolved"
            || path.hasSuffix(".swp")
    }
}
