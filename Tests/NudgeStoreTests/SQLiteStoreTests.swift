import Foundation
import GRDB
import NudgeCore
import NudgeStore
import Testing

/// What is true of the SQLite engine beside the contract: its file, its lock, its disk.
@Suite
struct SQLiteStoreTests {
    private func open(
        _ folder: Folder,
        key: MasterKey = testKey,
        pagesMax: Int? = nil
    ) throws -> SQLiteStore {
        var options = SQLiteStore.Options(path: folder.database, key: key, zones: testZones)
        options.pagesMax = pagesMax
        return try SQLiteStore(options)
    }

    /// T-28: two daemons on one store by mistake.
    @Test func aSecondInstanceIsRefusedAndACommandIsNot() throws {
        let folder = try Folder()
        let store = try open(folder)
        var lock: InstanceLock? = try store.lockInstance()
        let command = try open(folder)
        #expect(throws: StoreError.self) { try command.lockInstance() }
        #expect(
            try command.apply(
                FactBatch(source: "bank", asOf: noon, now: noon, run: 0, facts: [customer(1)])
            )
                == [.changed]
        )
        withExtendedLifetime(lock) {}
        lock = nil
        _ = try command.lockInstance()
    }

    @Test func anotherKeyIsToldAtOnce() throws {
        let folder = try Folder()
        _ = try open(folder)
        #expect(throws: StoreError.wrongKey) { try open(folder, key: .generate()) }
    }

    @Test func aNewerSchemaIsRefused() throws {
        let folder = try Folder()
        _ = try open(folder)
        try DatabaseQueue(path: folder.database).write {
            try $0.execute(sql: "PRAGMA user_version = 9")
        }
        #expect(throws: StoreError.newerSchema(found: 9, known: 6)) { try open(folder) }
    }

    @Test func aStoreOfTheFirstSchemaIsBroughtUp() throws {
        let folder = try Folder()
        try open(folder).append(JournalEntry(at: noon, actor: "li", kind: "stop", detail: "kept"))
        try DatabaseQueue(path: folder.database).write {
            try $0.execute(
                sql: """
                    DROP TABLE staff_case; DROP TABLE contact_count; DROP TABLE complaint;
                    DROP TABLE counted_from; DROP TABLE lane_memory; DROP INDEX contact_doubt;
                    DROP TABLE spend; DROP TABLE budget_stop;
                    ALTER TABLE contact DROP COLUMN doubt; DROP INDEX contact_doubt_point;
                    DROP TABLE receipt_part; DROP TABLE orphan;
                    CREATE TABLE orphan (
                        vendor_id TEXT NOT NULL, gateway TEXT NOT NULL,
                        contact_id INTEGER NOT NULL, receipt INTEGER NOT NULL,
                        at INTEGER NOT NULL, received_at INTEGER NOT NULL, detail TEXT NOT NULL,
                        PRIMARY KEY (vendor_id, gateway, contact_id, receipt)
                    ) STRICT, WITHOUT ROWID;
                    CREATE INDEX contact_open ON contact (id) WHERE state IN (0, 5);
                    PRAGMA user_version = 1
                    """
            )
        }
        let store = try open(folder)
        #expect(try store.cases(after: 0, limit: 1, onlyOpen: false).isEmpty)
        #expect(try store.journal(before: nil, limit: 9).map(\.detail) == ["kept"])
        let version = try DatabaseQueue(path: folder.database).read {
            try Int.fetchOne($0, sql: "PRAGMA user_version")
        }
        #expect(version == 6)
    }

    /// Schema 5 had an index of what was leaving; from the next on a mark says where to look.
    @Test func whatWasLeavingIsFoundAfterTheSchemaChanged() throws {
        let before = try Bench(#require(Engine.all.first))
        try before.apply((1...3).flatMap { [customer($0), debt($0, of: $0)] })
        let claimed = try before.claim()
        let commits = try zip(claimed, [7, 8, 9]).map { try $0.commit(intent: $0.intent($1)) }
        #expect(try before.commit(commits) == [true, true, true])
        try before.answer([accepted(7)])
        try DatabaseQueue(path: before.folder.database).write {
            try $0.execute(
                sql: """
                    CREATE INDEX contact_open ON contact (id) WHERE state IN (0, 5);
                    DELETE FROM meta WHERE name = 'leaving-from';
                    PRAGMA user_version = 5
                    """
            )
        }
        let store = try open(before.folder)
        let mark = try DatabaseQueue(path: before.folder.database).read {
            try Int.fetchOne($0, sql: "SELECT value FROM meta WHERE name = 'leaving-from'")
        }
        #expect(mark == 8)
        #expect(try store.recover(at: noon).unknown == 2)
    }

    @Test func somebodyElsesDatabaseIsLeftAlone() throws {
        let folder = try Folder()
        try DatabaseQueue(path: folder.database).write { try $0.execute(sql: "CREATE TABLE t (a)") }
        #expect(throws: StoreError.self) { try open(folder) }
        try Data("no database at all, but long enough to look like one".utf8)
            .write(to: folder.url.appending(path: "other.db"))
        let path = folder.url.appending(path: "other.db").path
        #expect(throws: StoreError.self) {
            try SQLiteStore(.init(path: path, key: testKey, zones: testZones))
        }
    }

    @Test func aFullDiskUndoesTheTransactionAndNothingElse() throws {
        let folder = try Folder()
        let store = try open(folder, pagesMax: 120)
        func apply(_ numbers: ClosedRange<Int>) throws {
            let facts = numbers.map { customer($0) }
            let batch = FactBatch(source: "bank", asOf: noon, now: noon, run: 0, facts: facts)
            _ = try store.apply(batch)
        }
        try apply(1...20)
        #expect {
            try apply(21...5000)
        } throws: { error in
            if case .diskFull = error as? StoreError { true } else { false }
        }
        #expect(try store.status().customers == 20)
        try apply(21...30)
        #expect(try store.status().customers == 30)
    }

    /// More than is gathered before it goes to the log.
    @Test func aLargeTransactionIsInTheFileOnceItIsCommitted() throws {
        let folder = try Folder()
        let store = try open(folder)
        let people = (1...4000).map { customer($0) }
        _ = try store.apply(
            FactBatch(source: "bank", asOf: noon, now: noon, run: 0, facts: people)
        )
        let log = try FileManager.default.attributesOfItem(atPath: folder.database + "-wal")
        #expect((log[.size] as? Int ?? 0) > 1 << 20)
        let copy = try Folder()
        for suffix in ["", "-wal"] {
            try FileManager.default.copyItem(
                atPath: folder.database + suffix,
                toPath: copy.database + suffix
            )
        }
        #expect(try open(copy).status().customers == 4000)
    }

    /// Files as a kill would leave them, at every step: they open, and recover.
    @Test func copiesTakenWhileItRunsOpenAndRecover() throws {
        let folder = try Folder()
        let store = try open(folder)
        let people = (1...50).flatMap { [customer($0), debt($0, of: $0)] }
        _ = try store.apply(
            FactBatch(source: "bank", asOf: noon, now: noon, run: 0, facts: people)
        )
        var claimed = try store.turn(turn(claims: 10)).claimed
        var id: Int64 = 0
        for step in 1...5 {
            let commits = try claimed.map { customer in
                id += 1
                return customer.commit(intent: try customer.intent(id))
            }
            let answers = step == 1 ? [] : (id - 19...id - 10).map { accepted($0) }
            claimed = try store.turn(turn(claims: 10, answers: answers, commits: commits)).claimed
            let copy = try Folder()
            for suffix in ["", "-wal"] {
                try FileManager.default.copyItem(
                    atPath: folder.database + suffix,
                    toPath: copy.database + suffix
                )
            }
            let revived = try open(copy)
            let recovery = try revived.recover(at: noon)
            #expect(recovery.unknown == 10)
            #expect(recovery.leases == claimed.count)
            // Those who were claimed go one by one, then the others.
            let rest = try (0...claimed.count).reduce(0) { sum, _ in
                try sum + revived.turn(turn(claims: 100)).claimed.count
            }
            #expect(rest == 50 - Int(id))
        }
    }

    private func turn(
        claims: Int,
        answers: [AttemptAnswer] = [],
        commits: [DecisionCommit] = []
    ) -> Turn {
        Turn(
            now: noon,
            answers: answers,
            commits: commits,
            claims: [ClaimRequest(lane: decideLane, limit: claims)],
            leaseUntil: noon + .minutes(5)
        )
    }

    @Test func noNameAndNoNumberStandsInTheFileInTheClear() throws {
        let folder = try Folder()
        let store = try open(folder)
        let phone = "+8613912345678"
        let fact = CustomerFact(
            reference: "C1",
            name: "欧阳无敌",
            addresses: [Address(kind: .phone, value: phone)]
        )
        _ = try store.apply(
            FactBatch(source: "bank", asOf: noon, now: noon, run: 0, facts: [.customer(fact)])
        )
        _ = try store.receive(
            [
                .reply(
                    gateway: "g",
                    channel: .sms,
                    from: Address(kind: .phone, value: phone),
                    text: "别再打了谢谢",
                    meaning: .none,
                    at: noon
                )
            ],
            at: noon
        )
        var bytes = Data()
        for suffix in ["", "-wal"] {
            bytes += try Data(contentsOf: URL(filePath: folder.database + suffix))
        }
        // The search itself works: what may stand there is found.
        #expect(bytes.range(of: Data("C1".utf8)) != nil)
        for secret in ["欧阳无敌", "13912345678", "别再打了谢谢"] {
            #expect(bytes.range(of: Data(secret.utf8)) == nil, "\(secret)")
        }
    }

    @Test func theQueueIsReadInItsOwnOrder() throws {
        let folder = try Folder()
        _ = try open(folder)
        let plan = try DatabaseQueue(path: folder.database).read { database in
            try Row.fetchAll(
                database,
                sql: """
                    EXPLAIN QUERY PLAN SELECT rank, due, customer_id, claims FROM timer
                    WHERE lane = 1 AND rank = 0 AND due <= 5 AND claims = 0
                    ORDER BY due, customer_id LIMIT 9
                    """
            ).map { $0["detail"] as String? ?? "" }
        }
        #expect(plan == ["SEARCH timer USING PRIMARY KEY (lane=? AND rank=? AND due<?)"])
    }
}
