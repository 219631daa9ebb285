import CSQLite
import Dispatch
import Foundation
import GRDB
import NudgeCore

/// The embedded engine: one SQLite file in WAL mode, one writer at a time.
///
/// Every write is one `BEGIN IMMEDIATE` transaction with `synchronous=FULL`: durable when the call
/// returns. Readers do not wait for writers. Layout and reasons: `docs/store.md`.
package final class SQLiteStore: Sendable {
    package let path: String
    package let identity: String
    package let vault: Vault
    let zones: ZoneLookup
    private let pool: DatabasePool
    private let writer: Writer

    /// The schema that this program writes.
    static let schemaVersion = 6
    /// `Nudg` in ASCII: tells Nudge's files from other SQLite databases.
    static let applicationID = 0x4e75_6467

    /// How a store is opened.
    package struct Options: Sendable {
        package var path: String
        package var key: MasterKey
        package var zones: ZoneLookup
        /// The name of a new store; drawn by chance when `nil`.
        package var identity: String?
        /// Bounds the file, in pages of 4 KiB; for tests of a full disk.
        package var pagesMax: Int?

        package init(
            path: String,
            key: MasterKey,
            zones: ZoneLookup,
            identity: String? = nil,
            pagesMax: Int? = nil
        ) {
            self.path = path
            self.key = key
            self.zones = zones
            self.identity = identity
            self.pagesMax = pagesMax
        }
    }

    /// Opens the store, making it if it is not there.
    ///
    /// Throws `newerSchema` or `wrongKey` before anything is written.
    package init(_ options: Options) throws(StoreError) {
        path = options.path
        zones = options.zones
        vault = Vault(options.key)
        _ = SQLiteStore.isInitialised
        do {
            let pool = try DatabasePool(
                path: options.path,
                configuration: SQLiteStore.configuration
            )
            identity = try pool.writeWithoutTransaction { [vault] database in
                try SQLiteStore.prepare(database, options, vault)
            }
            writer = Writer()
            self.pool = pool
        } catch {
            throw StoreError(error, path: options.path)
        }
    }

    /// Settings of the whole process, made once; without them all works, more slowly.
    private static let isInitialised = nudge_sqlite_initialise() == SQLITE_OK

    private static var configuration: Configuration {
        var configuration = Configuration()
        configuration.foreignKeysEnabled = false
        configuration.busyMode = .timeout(10)
        // Pages are read by page number, by few connections: more would only hold more cache.
        configuration.maximumReaderCount = 2
        configuration.prepareDatabase { database in
            try database.execute(sql: "PRAGMA temp_store = MEMORY")
        }
        return configuration
    }

    private static func prepare(
        _ database: Database,
        _ options: Options,
        _ vault: Vault
    ) throws -> String {
        // A page that many turns change is copied back once: 64 MB of log instead of 16 took a
        // third off the cost of an imported row.
        try database.execute(
            sql: """
                PRAGMA synchronous = FULL;
                PRAGMA cache_size = -65536;
                PRAGMA wal_autocheckpoint = 16000;
                """
        )
        if let pages = options.pagesMax {
            try database.execute(sql: "PRAGMA max_page_count = \(pages)")
        }
        var identity: String?
        try database.inTransaction(.immediate) {
            try migrate(database, options.path)
            identity = try recognise(Session(database), options.identity, vault)
            return .commit
        }
        guard let identity else { throw StoreError.failed("no identity") }
        // Only now: commits are synced, and the log is open.
        _ = nudge_sqlite_gather_log(database.sqliteConnection)
        return identity
    }

    private static func migrate(_ database: Database, _ path: String) throws {
        let found = try Int.fetchOne(database, sql: "PRAGMA user_version") ?? 0
        let application = try Int.fetchOne(database, sql: "PRAGMA application_id") ?? 0
        let tables = try Int.fetchOne(database, sql: "SELECT count(*) FROM sqlite_schema") ?? 0
        guard tables == 0 || application == applicationID else {
            throw StoreError.failed("\(path) is a database, but not one of Nudge's")
        }
        guard found <= schemaVersion else {
            throw StoreError.newerSchema(found: found, known: schemaVersion)
        }
        guard found < schemaVersion else { return }
        for schema in SQLText.schemas[found...] { try database.execute(sql: schema) }
        if found == 0 {
            try database.execute(
                sql: """
                    INSERT INTO lane (id, name) VALUES (0, '');
                    PRAGMA application_id = \(applicationID);
                    """
            )
        }
        try database.execute(sql: "PRAGMA user_version = \(schemaVersion)")
    }

    /// The store's name, after the key has been checked; a new store gets both.
    private static func recognise(
        _ session: Session,
        _ proposed: String?,
        _ vault: Vault
    ) throws -> String {
        let check = try session.meta(.keyCheck) { $0.blob(at: 0) }
        if let check, check != vault.checkValue { throw StoreError.wrongKey }
        if let known = try session.meta(.identity, { $0.text(at: 0) }) { return known }
        let identity = proposed ?? newIdentity()
        try session.setMeta(.identity) { $0.text(identity) }
        try session.setMeta(.keyCheck) { $0.blob(vault.checkValue) }
        return identity
    }

    /// Eight letters and digits: one chance in 2.8 × 10¹² that two stores meet.
    private static func newIdentity() -> String {
        let alphabet = Array("abcdefghijklmnopqrstuvwxyz0123456789")
        return String((0..<8).map { _ in alphabet[Int.random(in: 0..<alphabet.count)] })
    }

    /// Runs one writing transaction; on any error nothing of it remains.
    @discardableResult
    func write<Value>(_ body: (Session) throws -> Value) throws(StoreError) -> Value {
        do {
            return try pool.writeWithoutTransaction { database in
                let session = writer.session(database)
                var value: Value?
                do {
                    try database.inTransaction(.immediate) {
                        try session.begin()
                        value = try body(session)
                        return .commit
                    }
                } catch {
                    session.rolledBack()
                    throw error
                }
                guard let value else { throw StoreError.failed("transaction without a result") }
                return value
            }
        } catch {
            throw StoreError(error, path: path)
        }
    }

    /// Reads from one consistent state, beside a writer.
    func read<Value>(_ body: (Session) throws -> Value) throws(StoreError) -> Value {
        do {
            return try pool.read { try body(Session($0)) }
        } catch {
            throw StoreError(error, path: path)
        }
    }
}

/// The writing connection's statements.
///
/// Unchecked: `session` is only called, and its result only used, within
/// `writeWithoutTransaction`, which lets one thread in at a time.
private final class Writer: @unchecked Sendable {
    private var prepared: Session?

    func session(_ database: Database) -> Session {
        if let prepared { return prepared }
        let session = Session(database, writes: true)
        prepared = session
        return session
    }
}
