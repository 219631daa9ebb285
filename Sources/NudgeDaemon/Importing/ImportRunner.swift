package import NudgeCore
package import NudgeImport
package import NudgeStore

/// Reads a bank's file into a store: guards a snapshot, applies facts, keeps account of the run.
package struct ImportRunner {
    private let store: any OperatorStore
    private let clock: any EngineClock

    package init(store: any OperatorStore, clock: any EngineClock) {
        self.store = store
        self.clock = clock
    }

    /// What is asked for on the command line.
    package struct Order: Sendable {
        package var path: String
        package var mapping: ImportMapping?
        package var kind: ImportKind?
        package var source: String
        package var asOf: Instant
        /// The file is the whole portfolio of its source.
        package var isSnapshot: Bool
        /// Takes a snapshot in although it departs from the last one.
        package var isForced: Bool
        /// The names of agreements that rulebooks know; `nil`: any is taken.
        package var agreements: Set<String>?

        package init(
            path: String,
            mapping: ImportMapping?,
            kind: ImportKind?,
            source: String,
            asOf: Instant,
            isSnapshot: Bool,
            isForced: Bool,
            agreements: Set<String>? = nil
        ) {
            self.path = path
            self.mapping = mapping
            self.kind = kind
            self.source = source
            self.asOf = asOf
            self.isSnapshot = isSnapshot
            self.isForced = isForced
            self.agreements = agreements
        }
    }

    /// What became of it.
    package enum Outcome: Sendable {
        case done(Report)
        /// Nothing was applied; the departures, in words.
        case held([String])
    }

    package struct Report: Sendable {
        package var summary: ImportSummary
        package var changed = 0
        package var unchanged = 0
        package var older = 0
        /// Facts that name a customer or debt which the store does not know.
        package var unmatched: [Unmatched] = []
        package var unmatchedCount = 0
        package var leftPortfolio = 0

        /// As many as a person reads.
        package static let unmatchedMax = 1000
    }

    package struct Unmatched: Hashable, Sendable {
        package var row: Int
        package var line: Int
        package var reason: String
    }

    /// Runs the import; throws `ImportFault`, `StoreError`, and nothing is half counted.
    package func run(
        _ order: Order,
        onProgress: (ImportProgress) -> Void = { _ in }
    ) throws -> Outcome {
        let kindName = (order.mapping?.kind ?? order.kind)?.rawValue ?? "portfolio"
        if order.isSnapshot, !order.isForced {
            let departures = try departures(order, kindName)
            guard departures.isEmpty else { return .held(departures) }
        }
        let run = try store.beginImport(
            ImportRun(
                source: order.source,
                kind: kindName,
                asOf: order.asOf,
                isSnapshot: order.isSnapshot,
                digest: "",
                startedAt: clock.now()
            )
        )
        do {
            let report = try apply(order, run: run, onProgress)
            try store.finishImport(
                run,
                outcome: "done",
                statistics: report.summary.statistics.json,
                at: clock.now()
            )
            return .done(report)
        } catch {
            try store.finishImport(run, outcome: "failed", statistics: "", at: clock.now())
            throw error
        }
    }

    /// Compares the file with the last snapshot before anything of it is applied.
    private func departures(_ order: Order, _ kind: String) throws -> [String] {
        guard let last = try store.lastImport(source: order.source, kind: kind),
            let previous = ImportStatistics(json: last.statistics)
        else { return [] }
        var options = ImportOptions(asOf: order.asOf, kind: order.kind)
        options.writesRejects = false
        let summary = try ImportReader(mapping: order.mapping, options: options)
            .read(path: order.path) { _ in }
        return SnapshotGuard.check(previous: previous, current: summary.statistics)
    }

    private func apply(
        _ order: Order,
        run: Int64,
        _ onProgress: (ImportProgress) -> Void
    ) throws -> Report {
        var counts = Counts()
        let options = ImportOptions(
            asOf: order.asOf,
            kind: order.kind,
            agreements: order.agreements
        )
        let summary = try ImportReader(mapping: order.mapping, options: options).read(
            path: order.path,
            onProgress: onProgress
        ) { rows in
            let outcomes = try store.apply(
                FactBatch(
                    source: order.source,
                    asOf: order.asOf,
                    now: clock.now(),
                    run: run,
                    facts: rows.flatMap(\.facts)
                )
            )
            counts.add(rows, outcomes)
        }
        var report = Report(summary: summary)
        report.changed = counts.changed
        report.unchanged = counts.unchanged
        report.older = counts.older
        report.unmatched = counts.unmatched
        report.unmatchedCount = counts.unmatchedCount
        if order.isSnapshot {
            report.leftPortfolio = try store.finishSnapshot(
                source: order.source,
                run: run,
                asOf: order.asOf,
                now: clock.now()
            )
        }
        return report
    }
}

/// Sums over outcomes while batches pass.
private struct Counts {
    var changed = 0
    var unchanged = 0
    var older = 0
    var unmatched: [ImportRunner.Unmatched] = []
    var unmatchedCount = 0

    mutating func add(_ rows: [ImportedRow], _ outcomes: [FactOutcome]) {
        var index = 0
        for row in rows {
            for _ in row.facts {
                add(outcomes[index], row)
                index += 1
            }
        }
    }

    private mutating func add(_ outcome: FactOutcome, _ row: ImportedRow) {
        switch outcome {
        case .changed: changed += 1
        case .unchanged: unchanged += 1
        case .older: older += 1
        case .unknownCustomer(let reference):
            addUnmatched(row, "no customer \(reference)")
        case .unknownDebt(let reference):
            addUnmatched(row, "no debt \(reference)")
        }
    }

    private mutating func addUnmatched(_ row: ImportedRow, _ reason: String) {
        unmatchedCount += 1
        guard unmatched.count < ImportRunner.Report.unmatchedMax else { return }
        unmatched.append(
            ImportRunner.Unmatched(row: row.row, line: row.line, reason: reason)
        )
    }
}
