import Glibc

/// Replaces a file whole: a reader sees the old one or the new one, also after a power cut.
enum FileWriter {
    /// Says what failed; `nil`: it is done.
    static func replace(_ path: String, with text: String) -> String? {
        var status = stat()
        let mode = stat(path, &status) == 0 ? status.st_mode & 0o777 : 0o644
        let draft = "\(path).part"
        let descriptor = open(draft, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, mode)
        guard descriptor >= 0 else { return failure("cannot write", draft) }
        if let failed = write(text, to: descriptor, named: draft) {
            close(descriptor)
            unlink(draft)
            return failed
        }
        close(descriptor)
        guard rename(draft, path) == 0 else {
            let failed = failure("cannot replace", path)
            unlink(draft)
            return failed
        }
        return syncFolder(of: path)
    }

    private static func write(
        _ text: String,
        to descriptor: Int32,
        named path: String
    ) -> String? {
        var bytes = Array(text.utf8)[...]
        while !bytes.isEmpty {
            let count = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { return failure("cannot write", path) }
            bytes = bytes.dropFirst(count)
        }
        return fsync(descriptor) == 0 ? nil : failure("cannot write", path)
    }

    /// The new name must be on disk, too.
    private static func syncFolder(of path: String) -> String? {
        let folder = FilePath.folder(of: path)
        let descriptor = open(folder.isEmpty ? "." : folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { return failure("cannot open", folder) }
        defer { close(descriptor) }
        return fsync(descriptor) == 0 ? nil : failure("cannot write", folder)
    }

    private static func failure(_ what: String, _ path: String) -> String {
        "\(what) \(path): \(String(cString: strerror(errno)))"
    }
}
