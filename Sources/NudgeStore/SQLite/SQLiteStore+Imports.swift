package import NudgeCore

extension SQLiteStore {
    /// How many debts one transaction takes out of the portfolio: others get a turn in between.
    private static let snapshotChunk = 500

    package func beginImport(_ run: ImportRun) throws(StoreError) -> Int64 {
        try write { session in
            let id = try session[.beginImport]
                .text(run.source).text(run.kind).int(run.asOf.milliseconds)
                .int(run.isSnapshot ? 1 : 0).text(run.digest).int(run.startedAt.milliseconds)
                .first { $0.int(at: 0) }
            guard let id else { throw StoreError.failed("import run could not be stored") }
            return id
        }
    }

    package func finishImport(
        _ id: Int64,
        outcome: String,
        statistics: String,
        at now: Instant
    ) throws(StoreError) {
        try write { session in
            try session[.finishImport]
                .int(now.milliseconds).text(outcome).text(statistics).int(id).run()
        }
    }

    package func lastImport(source: String, kind: String) throws(StoreError) -> ImportRun? {
        try read { try $0[.lastImport].text(source).text(kind).first(ImportRun.init) }
    }

    package func imports(limit: Int) throws(StoreError) -> [ImportRun] {
        try read { try $0[.imports].int(Int64(limit)).all(ImportRun.init) }
    }

    /// In slices, each a transaction: after a crash it is simply called again.
    package func finishSnapshot(
        source: String,
        run: Int64,
        asOf: Instant,
        now: Instant
    ) throws(StoreError) -> Int {
        var last: Int64 = 0
        var total = 0
        while true {
            let slice = try write { session in
                try leave(source, run, asOf, now, after: last, session)
            }
            total += slice.left
            guard let next = slice.last else { return total }
            last = next
        }
    }

    private func leave(
        _ source: String,
        _ run: Int64,
        _ asOf: Instant,
        _ now: Instant,
        after: Int64,
        _ session: Session
    ) throws -> (last: Int64?, left: Int) {
        let debts = try session[.unseenDebts]
            .int(after).text(source).int(run).int(Int64(SQLiteStore.snapshotChunk))
            .all { ($0.int(at: 0), $0.int(at: 1)) }
        let workspace = Workspace(session, now: now)
        var left = 0
        for (debt, seenRun) in debts {
            let parties = try session[.parties].int(debt).all { $0.int(at: 0) }
            var isOlder = false
            for party in parties {
                // It can only prevent a contact: nobody is woken.
                let merge = try workspace.change(party, mayWake: false) {
                    $0.leavePortfolio(debt: DebtID(debt), asOf: asOf)
                }
                if merge == .older { isOlder = true }
            }
            guard !isOlder else { continue }
            try session[.markDebt].int(seenRun).int(1).int(debt).run()
            left += 1
        }
        try workspace.flush()
        return (debts.last?.0, left)
    }
}

extension ImportRun {
    init(_ query: Query) {
        self.init(
            id: query.int(at: 0),
            source: query.text(at: 1),
            kind: query.text(at: 2),
            asOf: Instant(milliseconds: query.int(at: 3)),
            isSnapshot: query.int(at: 4) != 0,
            digest: query.text(at: 5),
            startedAt: Instant(milliseconds: query.int(at: 6)),
            finishedAt: query.optionalInt(at: 7).map(Instant.init(milliseconds:)),
            outcome: query.text(at: 8),
            statistics: query.text(at: 9)
        )
    }
}
