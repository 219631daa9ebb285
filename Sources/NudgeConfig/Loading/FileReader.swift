import Glibc

/// Reads files and folders whole, within bounds, with errors for the person who reads them.
enum FileReader {
    /// How deep folders are followed, and how many entries one may hold.
    private static let depthMax = 8
    private static let entriesMax = 10_000

    struct Failure: Error, Hashable {
        var path: String
        /// Says what failed on which path.
        var message: String
        /// The system's number; 0 when the failure is not the system's.
        var code: Int32
    }

    struct Contents {
        var bytes: [UInt8]
        /// The permission bits.
        var mode: UInt32
    }

    /// The bytes of a regular file of at most `most` bytes.
    static func bytes(_ path: String, most: Int) throws(Failure) -> Contents {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw system("cannot read", path) }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw system("cannot read", path) }
        guard status.st_mode & S_IFMT == S_IFREG else {
            throw Failure(path: path, message: "\(path) is not a regular file", code: 0)
        }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(min(Int(status.st_size), most) + 1)
        var chunk = [UInt8](repeating: 0, count: 64 << 10)
        while true {
            let count = read(descriptor, &chunk, chunk.count)
            if count < 0 && errno == EINTR { continue }
            guard count >= 0 else { throw system("cannot read", path) }
            if count == 0 { break }
            bytes.append(contentsOf: chunk[0..<count])
            guard bytes.count <= most else {
                throw Failure(path: path, message: "\(path) has more than \(most) bytes", code: 0)
            }
        }
        return Contents(bytes: bytes, mode: UInt32(status.st_mode) & 0o7777)
    }

    /// The text of a UTF-8 file; a byte order mark at its start is dropped.
    static func text(_ path: String, most: Int) throws(Failure) -> String {
        var bytes = try bytes(path, most: most).bytes[...]
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { bytes = bytes.dropFirst(3) }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw Failure(path: path, message: "\(path) is not UTF-8", code: 0)
        }
        return text
    }

    /// The names of the regular files in a folder, sorted; hidden ones are left out.
    static func files(in folder: String) throws(Failure) -> [String] {
        try entries(of: folder).filter { !$0.isFolder }.map(\.name)
    }

    /// The paths, relative to `folder`, of all regular files below it, sorted.
    static func filesBelow(_ folder: String) throws(Failure) -> [String] {
        var result: [String] = []
        var pending = [(path: "", depth: 0)]
        while let (path, depth) = pending.popLast() {
            let whole = path.isEmpty ? folder : "\(folder)/\(path)"
            for entry in try entries(of: whole) {
                let below = path.isEmpty ? entry.name : "\(path)/\(entry.name)"
                guard entry.isFolder else {
                    result.append(below)
                    continue
                }
                guard depth < depthMax else {
                    let message = "\(whole) has folders more than \(depthMax) deep"
                    throw Failure(path: whole, message: message, code: 0)
                }
                pending.append((below, depth + 1))
            }
        }
        return result.sorted()
    }

    private static func entries(
        of folder: String
    ) throws(Failure) -> [(name: String, isFolder: Bool)] {
        guard let stream = opendir(folder) else { throw system("cannot list", folder) }
        defer { closedir(stream) }
        var result: [(name: String, isFolder: Bool)] = []
        while let entry = readdir(stream) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            guard !name.hasPrefix(".") else { continue }
            var status = stat()
            // A link is what it points to; one that points nowhere is nothing.
            guard stat("\(folder)/\(name)", &status) == 0 else { continue }
            let kind = status.st_mode & S_IFMT
            guard kind == S_IFDIR || kind == S_IFREG else { continue }
            result.append((name, kind == S_IFDIR))
            guard result.count <= entriesMax else {
                let message = "\(folder) has more than \(entriesMax) entries"
                throw Failure(path: folder, message: message, code: 0)
            }
        }
        return result.sorted { $0.name < $1.name }
    }

    private static func system(_ what: String, _ path: String) -> Failure {
        let code = errno
        return Failure(
            path: path,
            message: "\(what) \(path): \(String(cString: strerror(code)))",
            code: code
        )
    }
}

extension FileReader.Failure {
    /// Whether there is no such file, rather than one that cannot be read.
    var isMissing: Bool { code == ENOENT }
}
