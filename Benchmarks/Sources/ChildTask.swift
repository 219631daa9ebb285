internal import Foundation

/// What `nudge-bench` does as its own child: memory is counted per process, and the sink's CPU must
/// not count as the sender's.
enum ChildTask {
    /// Runs the task when the arguments name one, and says whether it did.
    static func runs(_ arguments: [String]) throws -> Bool {
        guard arguments.first == "child" else { return false }
        switch (arguments.dropFirst().first, Array(arguments.dropFirst(2))) {
        case ("sink", let values):
            guard let options = SinkOptions(values) else { throw misuse }
            try Sink(options).run()
        case ("import", let values) where values.count == 3:
            try ImportTask(config: values[0], file: values[1], store: values[2]).run()
        case ("decide", let values) where values.count == 2:
            try DecideTask(config: values[0], store: values[1]).run()
        case ("plan", let values) where values.count == 3:
            try PlanTask(config: values[0], store: values[1], days: values[2]).run()
        case ("sweep", let values) where values.count == 3:
            try SweepTask(config: values[0], store: values[1], port: values[2]).run()
        case ("stopped", let values) where values.count == 4:
            try StoppedTask(
                config: values[0],
                store: values[1],
                port: values[2],
                isOrdered: values[3] == "ordered"
            ).run()
        default:
            throw misuse
        }
        return true
    }

    private static var misuse: BenchOptions.Misuse {
        BenchOptions.Misuse(description: BenchOptions.usage)
    }

    /// Runs a task to its end; gives the `name value` lines that it printed.
    static func results(_ arguments: [String]) throws -> [String: Double] {
        let child = try ChildProcess(arguments)
        var results: [String: Double] = [:]
        while let line = child.readLine() {
            let parts = line.split(separator: " ")
            if parts.count == 2, let value = Double(parts[1]) { results[String(parts[0])] = value }
        }
        let status = child.wait()
        guard status == 0 else {
            throw ChildProcess.Failure(
                description: "\(arguments.joined(separator: " ")) ended with status \(status)"
            )
        }
        return results
    }

    /// What a task prints for its parent.
    static func report(_ name: String, _ value: Double) {
        Output.line("\(name) \(value)")
    }
}

/// Another process of this program, joined to us by its standard input and output.
///
/// A task that serves ends when its input does: also when we are gone.
final class ChildProcess {
    private let process = Process()
    private let input = Pipe()
    private let output = Pipe()
    private var read: [UInt8] = []

    struct Failure: Error, CustomStringConvertible {
        var description: String
    }

    init(_ arguments: [String]) throws {
        process.executableURL = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
        process.arguments = ["child"] + arguments
        process.standardInput = input
        process.standardOutput = output
        try process.run()
    }

    /// The next line of its output; `nil` at the end.
    func readLine() -> String? {
        while true {
            if let end = read.firstIndex(of: UInt8(ascii: "\n")) {
                defer { read.removeSubrange(...end) }
                return String(decoding: read[..<end], as: UTF8.self)
            }
            let more = output.fileHandleForReading.availableData
            if more.isEmpty { return nil }
            read.append(contentsOf: more)
        }
    }

    /// Closes its input and waits for its end; gives its status.
    @discardableResult
    func wait() -> Int32 {
        try? input.fileHandleForWriting.close()
        process.waitUntilExit()
        return process.terminationStatus
    }
}
