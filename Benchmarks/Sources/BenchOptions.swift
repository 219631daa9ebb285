internal import Foundation

/// What `nudge-bench` is asked to measure, and how much of it.
struct BenchOptions {
    /// Rows imported, and customers decided, planned and swept.
    var rows = 1_000_000
    /// Contacts in one round.
    var contacts = 20_000
    /// Rounds of contacts, each with a round of the bare loop before it.
    var rounds = 5
    var config = "Config/nudge.yaml"
    /// Where files and stores are made; removed at the end.
    var folder: String
    /// Keeps the folder, to look at or to profile on.
    var keepsFolder = false
    private var chosen: [Measurement] = []

    enum Measurement: String, CaseIterable {
        case decisions
        case decisionsFull = "decisions-full"
        case windows
        case signing
        case composing
        case portfolio
        case plan
        case sweep
        case stopped
        case contacts
        case contactsSlow = "contacts-slow"
        case callbacks
    }

    struct Misuse: Error, CustomStringConvertible {
        var description: String
    }

    static let usage = """
        usage: nudge-bench [decisions] [decisions-full] [windows] [signing] [composing] [portfolio]
          [plan] [sweep] [stopped] [contacts] [contacts-slow] [callbacks]
          [--rows N] [--contacts N] [--rounds 1-6] [--config FILE] [--folder DIR] [--keep]
        """

    init(_ arguments: [String]) throws {
        let process = ProcessInfo.processInfo.processIdentifier
        folder = NSTemporaryDirectory() + "/nudge-bench-\(process)"
        var rest = arguments[...]
        while let word = rest.popFirst() {
            if let measurement = Measurement(rawValue: word) {
                chosen.append(measurement)
            } else if word == "--keep" {
                keepsFolder = true
            } else {
                guard let value = rest.popFirst() else { throw Misuse(description: Self.usage) }
                try take(word, value)
            }
        }
        guard (1...ContactWorld.roundsMax).contains(rounds), rows >= 10, contacts >= 1_024 else {
            throw Misuse(description: Self.usage)
        }
    }

    private mutating func take(_ option: String, _ value: String) throws {
        switch (option, Int(value)) {
        case ("--rows", let count?): rows = count
        case ("--contacts", let count?): contacts = count
        case ("--rounds", let count?): rounds = count
        case ("--config", _): config = value
        case ("--folder", _): folder = value
        default: throw Misuse(description: Self.usage)
        }
    }

    /// Everything, where nothing is chosen.
    func measures(_ measurement: Measurement) -> Bool {
        chosen.isEmpty || chosen.contains(measurement)
    }

    func makeFolder() throws {
        try FileManager.default.createDirectory(
            atPath: folder,
            withIntermediateDirectories: true
        )
    }

    func removeFolder() {
        if !keepsFolder { try? FileManager.default.removeItem(atPath: folder) }
    }
}
