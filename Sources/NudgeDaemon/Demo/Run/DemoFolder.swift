internal import Foundation

/// Where a played month keeps its store: emptied at the beginning, removed at the end unless a
/// person named it.
struct DemoFolder {
    let path: String
    private let isKept: Bool

    init(keptIn folder: String?, name: String) throws {
        let process = ProcessInfo.processInfo.processIdentifier
        path = folder ?? NSTemporaryDirectory() + "/\(name)-\(process)"
        isKept = folder != nil
        try FileManager.default.createDirectory(
            atPath: path,
            withIntermediateDirectories: true
        )
        for ending in ["", "-wal", "-shm", ".lock"] {
            try? FileManager.default.removeItem(atPath: storePath + ending)
        }
    }

    var storePath: String { path + "/nudge.sqlite" }

    func removeUnlessKept() {
        if !isKept { try? FileManager.default.removeItem(atPath: path) }
    }
}
