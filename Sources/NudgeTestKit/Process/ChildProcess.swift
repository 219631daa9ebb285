internal import Foundation
internal import Glibc
internal import Synchronization

/// A program under test: its own signals unblocked, its output kept.
///
/// Whoever starts it ends it.
///
/// Foundation's `Process` hands down the caller's signal mask, and in a test runner SIGTERM is
/// blocked on the threads that tests run on: a daemon started so could never be told to stop.
package final class ChildProcess: Sendable {
    package let id: Int32
    private let watch: FactWatch
    private let state = Mutex(State())

    /// The usual limit of open descriptors: none of the test's is above it.
    private static let descriptorsMax: Int32 = 1_024

    private struct State {
        var output: [UInt8] = []
        var errors: [UInt8] = []
        var openPipes = 2
        var rawStatus: Int32?
    }

    /// How a program ended.
    package enum Ending: Hashable, Sendable {
        case exited(Int32)
        case killed(signal: Int32)
    }

    /// Starts it; `environment` is all of its environment.
    package init(
        _ executable: String,
        _ arguments: [String],
        environment: [String: String],
        watch: FactWatch
    ) throws(LoopbackError) {
        self.watch = watch
        let output = try ChildProcess.pipe()
        let errors = try ChildProcess.pipe()
        id = try ChildProcess.spawn(
            [executable] + arguments,
            environment.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" },
            output: output.write,
            errors: errors.write
        )
        close(output.write)
        close(errors.write)
        read(output.read) { $0.output += $1 }
        read(errors.read) { $0.errors += $1 }
        Thread.detachNewThread { [self] in
            var info = siginfo_t()
            while waitid(P_PID, id_t(id), &info, WEXITED | WNOWAIT) < 0 && errno == EINTR {}
            reap()
        }
    }

    /// Standard output so far.
    package var output: String {
        String(decoding: state.withLock { $0.output }, as: UTF8.self)
    }

    /// Standard error so far: the log.
    package var errors: String {
        String(decoding: state.withLock { $0.errors }, as: UTF8.self)
    }

    /// `nil` while it runs, or its output is not read to its end.
    package var ending: Ending? {
        let status = state.withLock { $0.openPipes == 0 ? $0.rawStatus : nil }
        guard let status else { return nil }
        let signal = status & 0x7F
        return signal == 0 ? .exited((status >> 8) & 0xFF) : .killed(signal: signal)
    }

    /// Sends a signal, unless it has ended.
    package func signal(_ number: Int32) {
        state.withLock { state in
            // The number is not given away again before it was reaped, which takes this lock.
            if state.rawStatus == nil { _ = Glibc.kill(id, number) }
        }
    }

    /// SIGKILL.
    package func kill() {
        signal(SIGKILL)
    }

    /// Blocks until it has ended and everything that it wrote has been read.
    package func waitForEnding(atMost seconds: Double = 30) throws -> Ending {
        var found: Ending?
        try watch.wait(for: "the end of process \(id)\n\(errors)", atMost: seconds) {
            found = ending
            return found != nil
        }
        return found ?? .exited(-1)
    }

    private func reap() {
        state.withLock { state in
            var status: Int32 = 0
            _ = waitpid(id, &status, 0)
            state.rawStatus = status
        }
        watch.changed()
    }

    private func read(
        _ descriptor: Int32,
        _ add: @escaping @Sendable (inout State, [UInt8]) -> Void
    ) {
        Thread.detachNewThread { [self] in
            var buffer = [UInt8](repeating: 0, count: 16_384)
            while true {
                let count = Glibc.read(descriptor, &buffer, buffer.count)
                if count < 0 && errno == EINTR { continue }
                guard count > 0 else { break }
                state.withLock { add(&$0, Array(buffer[..<count])) }
                watch.changed()
            }
            close(descriptor)
            state.withLock { $0.openPipes -= 1 }
            watch.changed()
        }
    }

    // MARK: Starting

    private static func pipe() throws(LoopbackError) -> (read: Int32, write: Int32) {
        var ends: [Int32] = [0, 0]
        guard Glibc.pipe(&ends) == 0 else {
            throw LoopbackError(call: "pipe", number: errno)
        }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        return (ends[0], ends[1])
    }

    private static func spawn(
        _ arguments: [String],
        _ environment: [String],
        output: Int32,
        errors: Int32
    ) throws(LoopbackError) -> Int32 {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_adddup2(&actions, output, 1)
        posix_spawn_file_actions_adddup2(&actions, errors, 2)
        // Sockets of the test's servers are none of the child's business; one that is not open
        // is passed over.
        for descriptor in 3..<ChildProcess.descriptorsMax {
            posix_spawn_file_actions_addclose(&actions, descriptor)
        }
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var none = sigset_t()
        sigemptyset(&none)
        var all = sigset_t()
        sigfillset(&all)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setsigdefault(&attributes, &all)
        let flags = Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF)
        posix_spawnattr_setflags(&attributes, flags)
        var argv = arguments.map { strdup($0) } + [nil]
        var envp = environment.map { strdup($0) } + [nil]
        defer { for text in argv + envp { free(text) } }
        var id: pid_t = 0
        let code = posix_spawn(&id, arguments[0], &actions, &attributes, &argv, &envp)
        guard code == 0 else { throw LoopbackError(call: "posix_spawn", number: code) }
        return id
    }
}
