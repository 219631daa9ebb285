import Glibc

/// The file of rejected rows: `row,line,field,reason,record`, UTF-8 with a byte-order mark.
///
/// It holds the original records, so people's data: only its owner may read it. It is written
/// beside its place and renamed when it is whole; where no row was rejected, one that an earlier
/// import left is removed. The byte-order mark is for spreadsheets, which else take it for GBK.
final class RejectsFile {
    /// Bytes gathered before a write.
    private static let bufferSize = 64 * 1024

    let path: String
    private let temporaryPath: String
    private var descriptor: Int32 = -1
    private var buffer: [UInt8] = []

    init(path: String) {
        self.path = path
        temporaryPath = "\(path).tmp-\(getpid())"
    }

    deinit {
        // Not finished: an error ended the import, and half a file would mislead.
        if descriptor >= 0 {
            close(descriptor)
            unlink(temporaryPath)
        }
    }

    func write(_ row: RejectedRow, record: String) throws(ImportFault) {
        if descriptor < 0 { try begin() }
        add("\(row.row),\(row.line),")
        addQuoted(row.fault.field)
        add(",")
        addQuoted(row.fault.reason)
        add(",")
        addQuoted(record)
        add("\n")
        if buffer.count >= RejectsFile.bufferSize { try flush() }
    }

    /// Puts the file in its place, or removes the one that is there.
    func finish() throws(ImportFault) {
        guard descriptor >= 0 else {
            guard unlink(path) == 0 || errno == ENOENT else {
                throw .unwritable(file: path, errno: errno)
            }
            return
        }
        try flush()
        guard fsync(descriptor) == 0, rename(temporaryPath, path) == 0 else {
            throw .unwritable(file: path, errno: errno)
        }
        close(descriptor)
        descriptor = -1
    }

    private func begin() throws(ImportFault) {
        unlink(temporaryPath)
        descriptor = open(temporaryPath, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw .unwritable(file: path, errno: errno) }
        buffer.append(contentsOf: [0xEF, 0xBB, 0xBF])
        add("row,line,field,reason,record\n")
    }

    private func add(_ text: String) {
        buffer.append(contentsOf: text.utf8)
    }

    private func addQuoted(_ text: String) {
        buffer.append(UInt8(ascii: "\""))
        for byte in text.utf8 {
            if byte == UInt8(ascii: "\"") { buffer.append(byte) }
            buffer.append(byte)
        }
        buffer.append(UInt8(ascii: "\""))
    }

    private func flush() throws(ImportFault) {
        var written = 0
        while written < buffer.count {
            let count = buffer.withUnsafeBytes { bytes in
                Glibc.write(
                    descriptor,
                    bytes.baseAddress?.advanced(by: written),
                    bytes.count - written
                )
            }
            if count < 0 && errno == EINTR { continue }
            guard count >= 0 else { throw .unwritable(file: path, errno: errno) }
            written += count
        }
        buffer.removeAll(keepingCapacity: true)
    }
}
