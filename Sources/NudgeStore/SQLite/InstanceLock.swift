import Foundation

/// Holds a store for one running instance, until it is released or the process ends.
///
/// The lock lies beside the store, in `<store>.lock`; commands that only read or import do not
/// take it. The kernel releases it when the process dies, however it dies.
package final class InstanceLock: Sendable {
    private let descriptor: Int32

    init(path: String) throws(StoreError) {
        let opened = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o640)
        guard opened >= 0 else {
            throw .failed("\(path) cannot be opened: \(String(cString: strerror(errno)))")
        }
        guard flock(opened, LOCK_EX | LOCK_NB) == 0 else {
            let holder = InstanceLock.holder(opened)
            close(opened)
            throw .inUse(
                "another instance\(holder) runs on this store; stop it, or give this one a store "
                    + "of its own (lock: \(path))"
            )
        }
        ftruncate(opened, 0)
        let text = Array("\(getpid())\n".utf8)
        _ = text.withUnsafeBytes { pwrite(opened, $0.baseAddress, $0.count, 0) }
        descriptor = opened
    }

    deinit {
        close(descriptor)
    }

    private static func holder(_ descriptor: Int32) -> String {
        var bytes = [UInt8](repeating: 0, count: 20)
        let count = bytes.withUnsafeMutableBytes { pread(descriptor, $0.baseAddress, $0.count, 0) }
        let digits = bytes.prefix(max(count, 0)).prefix { (48...57).contains($0) }
        guard !digits.isEmpty else { return "" }
        return " (process \(String(decoding: digits, as: UTF8.self)))"
    }
}

extension SQLiteStore {
    /// Takes the store for this instance; throws `inUse` when another one has it.
    ///
    /// Keep the lock for as long as the instance runs.
    package func lockInstance() throws(StoreError) -> InstanceLock {
        try InstanceLock(path: path + ".lock")
    }
}
