import Glibc

/// Where the bytes of a file come from, a chunk at a time.
protocol ByteSource: AnyObject {
    /// Fills the buffer from its start; returns how many bytes, 0 at the end.
    func read(into buffer: inout [UInt8]) throws(ImportFault) -> Int
}

/// A file on disk, read with read(2): never the whole of it in memory.
final class FileByteSource: ByteSource {
    let path: String
    /// In bytes; 0 where the file has no size of its own, as a pipe.
    let size: Int64
    private let descriptor: Int32

    init(path: String) throws(ImportFault) {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .unreadable(file: path, errno: errno) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else {
            let code = errno
            close(descriptor)
            throw .unreadable(file: path, errno: code)
        }
        guard status.st_mode & S_IFMT != S_IFDIR else {
            close(descriptor)
            throw .unreadable(file: path, errno: EISDIR)
        }
        posix_fadvise(descriptor, 0, 0, POSIX_FADV_SEQUENTIAL)
        self.path = path
        self.descriptor = descriptor
        size = status.st_mode & S_IFMT == S_IFREG ? Int64(status.st_size) : 0
    }

    deinit {
        close(descriptor)
    }

    func read(into buffer: inout [UInt8]) throws(ImportFault) -> Int {
        while true {
            let count = Glibc.read(descriptor, &buffer, buffer.count)
            if count >= 0 { return count }
            guard errno == EINTR else { throw .unreadable(file: path, errno: errno) }
        }
    }
}

/// Bytes in memory: tests, and files that came over the wire.
final class MemoryByteSource: ByteSource {
    private let bytes: [UInt8]
    private var position = 0

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    func read(into buffer: inout [UInt8]) -> Int {
        let count = min(buffer.count, bytes.count - position)
        for index in 0..<count { buffer[index] = bytes[position + index] }
        position += count
        return count
    }
}
