internal import Foundation

/// How a sink answers, and what it writes down.
struct SinkOptions {
    /// Gets the first requests, whole.
    var sampleFile: String
    /// From the end of a request to the beginning of its answer.
    var delayMilliseconds = 0
    /// Answers 401, as to a wrong key.
    var refuses = false
    /// Gets the id of each request and when it had been read, as the sink ends.
    var readFile: String?

    var delayNanoseconds: UInt64 { UInt64(delayMilliseconds) * 1_000_000 }

    init(sampleFile: String) {
        self.sampleFile = sampleFile
    }

    /// As given to a child; `nil` when they are not in order.
    init?(_ arguments: [String]) {
        guard arguments.count == 4, let delay = Int(arguments[1]), delay >= 0 else { return nil }
        sampleFile = arguments[0]
        delayMilliseconds = delay
        refuses = arguments[2] == "401"
        readFile = arguments[3].isEmpty ? nil : arguments[3]
    }

    var arguments: [String] {
        [sampleFile, String(delayMilliseconds), refuses ? "401" : "200", readFile ?? ""]
    }
}

/// A sink in a process of its own, whose CPU is nobody else's.
struct SinkProcess {
    let port: Int
    private let child: ChildProcess

    init(_ options: SinkOptions) throws {
        child = try ChildProcess(["sink"] + options.arguments)
        guard let port = child.readLine()?.split(separator: " ").last.flatMap({ Int($0) }) else {
            child.wait()
            throw ChildProcess.Failure(description: "the sink did not begin")
        }
        self.port = port
    }

    /// Ends it, which writes what it has to write down.
    ///
    /// A second call does nothing.
    func end() {
        child.wait()
    }
}

/// When the sink had read a request.
struct SinkRead {
    /// Of its header `webhook-id`; empty where it has none.
    var id: String
    /// Of the monotonic clock, which all processes share.
    var nanoseconds: UInt64

    private static let name = Array("\r\nwebhook-id: ".utf8)

    init(id: String, nanoseconds: UInt64) {
        self.id = id
        self.nanoseconds = nanoseconds
    }

    init(_ request: UnsafeBufferPointer<UInt8>, at nanoseconds: UInt64) {
        self.nanoseconds = nanoseconds
        id = RequestHead.text(after: SinkRead.name, in: request) ?? ""
    }

    static func write(_ reads: [SinkRead], to file: String) throws {
        let lines = reads.map { "\($0.id) \($0.nanoseconds)\n" }.joined()
        try Data(lines.utf8).write(to: URL(fileURLWithPath: file))
    }

    static func all(in file: String) throws -> [SinkRead] {
        let text = try String(contentsOfFile: file, encoding: .utf8)
        return text.split(separator: "\n").compactMap { line in
            let parts = line.split(separator: " ", omittingEmptySubsequences: false)
            guard parts.count == 2, let nanoseconds = UInt64(parts[1]) else { return nil }
            return SinkRead(id: String(parts[0]), nanoseconds: nanoseconds)
        }
    }
}
