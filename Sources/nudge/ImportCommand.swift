import ArgumentParser
import Foundation
import NudgeConfig
import NudgeCore
import NudgeDaemon
import NudgeImport

/// Reads a bank's file into the store.
struct ImportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract: "Read customers, debts or events from CSV, fixed-width or NDJSON files."
    )

    @OptionGroup var config: ConfigOption
    @Argument(help: "The file.")
    var file: String
    @Option(help: "The mapping file that names the bank's own columns.")
    var mapping: String?
    @Option(help: "The kind of a file without mapping: portfolio, payments, holds…")
    var kind: String?
    @Flag(help: "The same as --kind history: contacts that the system before made.")
    var history = false
    @Option(help: "The name of the source; a debt's number is unique within it.")
    var source = "core"
    @Option(help: "When the source knew this, in RFC 3339. Default: the file's own date.")
    var asOf: InstantArgument?
    @Flag(help: "The file is the whole portfolio of its source: what is missing has left it.")
    var snapshot = false
    @Flag(help: "Take a snapshot in although it departs from the last one.")
    var force = false

    func run() throws {
        let opened = try config.openStore()
        guard !opened.problems.contains(where: { $0.severity == .error }) else {
            throw Failed("a rulebook cannot be read, and its zone says when a promised day ends")
        }
        let clock = WallClock()
        let order = try order(agreements: opened.agreements)
        let runner = ImportRunner(store: opened.store, clock: clock)
        var progress = ProgressLine(
            isTerminal: Terminal.isErrorTerminal,
            startedAt: clock.now(),
            write: Terminal.errorText
        )
        var last = ImportProgress(rows: 0, bytesRead: 0, bytesTotal: 0)
        let outcome: ImportRunner.Outcome
        do {
            outcome = try runner.run(order) {
                last = $0
                progress.update($0, now: clock.now())
            }
        } catch {
            throw Failed(error)
        }
        switch outcome {
        case .held(let departures):
            Terminal.error("\(file) was not taken: it departs from the last snapshot")
            for departure in departures { Terminal.error("  \(departure)") }
            Terminal.error("  hint: if it is right, give --force")
            throw ExitCode(3)
        case .done(let report):
            progress.finish(last, now: clock.now())
            try conclude(report)
        }
    }

    private func order(agreements: Set<String>) throws -> ImportRunner.Order {
        var columns: ImportMapping?
        if let mapping {
            do {
                let text = try String(contentsOfFile: mapping, encoding: .utf8)
                columns = try MappingFile.parse(text, file: mapping)
            } catch {
                throw Failed(error)
            }
        }
        var chosen: ImportKind?
        if let kind {
            guard let known = ImportKind(rawValue: kind) else {
                let names = ImportKind.allCases.map(\.rawValue).joined(separator: ", ")
                throw ValidationError("--kind is one of \(names)")
            }
            chosen = known
        }
        if history {
            guard (chosen ?? columns?.kind ?? .history) == .history else {
                throw ValidationError("--history goes with a mapping or kind 'history' alone")
            }
            chosen = .history
        }
        return ImportRunner.Order(
            path: file,
            mapping: columns,
            kind: chosen,
            source: source,
            asOf: try instant(),
            isSnapshot: snapshot,
            isForced: force,
            agreements: agreements
        )
    }

    private func instant() throws -> Instant {
        if let asOf { return asOf.instant }
        do {
            let attributes = try FileManager.default.attributesOfItem(atPath: file)
            guard let date = attributes[.modificationDate] as? Date else {
                throw Failed("the date of \(file) cannot be told: give --as-of")
            }
            return Instant(milliseconds: Int64(date.timeIntervalSince1970 * 1000))
        } catch let error as Failed {
            throw error
        } catch {
            throw Failed("\(file): \(error.localizedDescription)")
        }
    }

    private func conclude(_ report: ImportRunner.Report) throws {
        let summary = report.summary
        print(
            """
            kind       \(summary.kind.rawValue)
            rows       \(summary.rowsRead) read, \(summary.rowsGood) good, \
            \(summary.rowsRejected) rejected
            facts      \(report.changed) changed, \(report.unchanged) unchanged, \
            \(report.older) older than what is known
            """
        )
        if report.leftPortfolio > 0 { print("left       \(report.leftPortfolio) debts") }
        // A mapping leaves columns out on purpose; a header that should fit by itself does not.
        if mapping == nil && !summary.columnsUnread.isEmpty {
            let names = summary.columnsUnread.joined(separator: ", ")
            Terminal.error("warning: not read, for Nudge has no such field: \(names)")
            Terminal.error(
                "  hint: the fields are in docs/import.md; a mapping names other columns"
            )
        }
        for reject in summary.firstRejects { Terminal.error("  \(reject)") }
        if let path = summary.rejectsPath, summary.rowsRejected > 0 {
            Terminal.error("rejected rows are in \(path)")
        }
        for unmatched in report.unmatched.prefix(10) {
            Terminal.error("  row \(unmatched.row), line \(unmatched.line): \(unmatched.reason)")
        }
        if report.unmatchedCount > 0 {
            Terminal.error("\(report.unmatchedCount) facts name what the store does not know")
        }
        if summary.rowsRejected > 0 || report.unmatchedCount > 0 { throw ExitCode(2) }
    }
}
