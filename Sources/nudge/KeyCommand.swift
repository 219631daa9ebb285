import ArgumentParser
import Foundation
import NudgeStore

/// Master keys.
struct KeyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "key",
        abstract: "Make a master key.",
        subcommands: [New.self]
    )

    /// Makes one.
    struct New: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "new",
            abstract: "Make a new master key: 32 random bytes, in base64.",
            discussion: "Keep it apart from the store: without it, nothing sealed can be read."
        )

        @Option(help: "Write it to this new file, readable by its owner alone; default: stdout.")
        var out: String?

        func run() throws {
            let text = MasterKey.generate().base64Text() + "\n"
            guard let out else {
                Terminal.output(text)
                return
            }
            let descriptor = open(out, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
            guard descriptor >= 0 else {
                throw Failed("\(out) cannot be made: \(String(cString: strerror(errno)))")
            }
            let file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
            try file.write(contentsOf: Data(text.utf8))
            try file.synchronize()
            Terminal.error("wrote \(out)")
        }
    }
}
