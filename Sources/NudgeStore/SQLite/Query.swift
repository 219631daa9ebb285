import GRDB
import GRDBSQLite
import NudgeCore

/// One prepared statement of one connection, bound and read by position without boxing values.
///
/// The hot paths run some dozen statements per contact; GRDB's own arguments and rows take 1.5
/// times as long. Confined to the connection's queue, as the statement is.
final class Query {
    /// Keeps `handle` alive: GRDB finalises it.
    private let statement: Statement
    private let handle: OpaquePointer
    private var position: Int32 = 0
    /// Texts and blobs that are bound, until the statement is reset: with a place of their own SQLite
    /// need not allocate a copy of each.
    private var bound: UnsafeMutableRawPointer?
    private var boundCount = 0

    /// A contact's texts and blobs take some 900 bytes; what is larger SQLite copies itself.
    private static let boundMax = 4096

    init(_ statement: Statement) {
        self.statement = statement
        handle = statement.sqliteStatement
    }

    deinit { bound?.deallocate() }

    func int(_ value: Int64) -> Query {
        position += 1
        sqlite3_bind_int64(handle, position, value)
        return self
    }

    func int(_ value: Int64?) -> Query {
        if let value { return int(value) }
        return null()
    }

    func text(_ value: String) -> Query {
        position += 1
        var value = value
        _ = value.withUTF8 { units in
            let (start, owner) = keep(UnsafeRawBufferPointer(units))
            // A null address would bind NULL.
            let text = start?.assumingMemoryBound(to: CChar.self) ?? Query.empty
            return sqlite3_bind_text(handle, position, text, Int32(units.count), owner)
        }
        return self
    }

    func text(_ value: String?) -> Query {
        if let value { return text(value) }
        return null()
    }

    func blob(_ value: [UInt8]) -> Query {
        position += 1
        if value.isEmpty {
            sqlite3_bind_zeroblob(handle, position, 0)
        } else {
            _ = value.withUnsafeBytes { bytes in
                let (start, owner) = keep(bytes)
                return sqlite3_bind_blob(handle, position, start, Int32(bytes.count), owner)
            }
        }
        return self
    }

    /// Keeps the bytes until the reset where there is room; else they are as given, and SQLite is told
    /// to copy them.
    private func keep(
        _ bytes: UnsafeRawBufferPointer
    ) -> (start: UnsafeRawPointer?, owner: sqlite3_destructor_type?) {
        guard boundCount + bytes.count <= Query.boundMax, let source = bytes.baseAddress else {
            return (bytes.baseAddress, Query.transient)
        }
        let place: UnsafeMutableRawPointer
        if let bound {
            place = bound + boundCount
        } else {
            place = .allocate(byteCount: Query.boundMax, alignment: 16)
            bound = place
        }
        place.copyMemory(from: source, byteCount: bytes.count)
        boundCount += bytes.count
        return (UnsafeRawPointer(place), nil)
    }

    private func null() -> Query {
        position += 1
        sqlite3_bind_null(handle, position)
        return self
    }

    /// Runs a statement that gives no row, and says how many rows it changed.
    @discardableResult
    func run() throws -> Int {
        while try next() {}
        return Int(sqlite3_changes(sqlite3_db_handle(handle)))
    }

    /// The next row; after the last one the statement is reset and can be bound anew.
    func next() throws -> Bool {
        let code = sqlite3_step(handle)
        if code == SQLITE_ROW { return true }
        guard code == SQLITE_DONE else { throw failure() }
        reset()
        return false
    }

    /// The first row through `read`, or `nil`; the statement is reset either way.
    func first<Value>(_ read: (Query) throws -> Value) throws -> Value? {
        guard try next() else { return nil }
        defer { reset() }
        return try read(self)
    }

    /// Every row through `read`, in order.
    func all<Value>(_ read: (Query) throws -> Value) throws -> [Value] {
        var values: [Value] = []
        do {
            while try next() { values.append(try read(self)) }
        } catch {
            reset()
            throw error
        }
        return values
    }

    func reset() {
        sqlite3_reset(handle)
        position = 0
        boundCount = 0
    }

    func int(at column: Int32) -> Int64 {
        sqlite3_column_int64(handle, column)
    }

    func optionalInt(at column: Int32) -> Int64? {
        isNull(at: column) ? nil : int(at: column)
    }

    func text(at column: Int32) -> String {
        guard let start = sqlite3_column_text(handle, column) else { return "" }
        let count = Int(sqlite3_column_bytes(handle, column))
        return String(decoding: UnsafeBufferPointer(start: start, count: count), as: UTF8.self)
    }

    func optionalText(at column: Int32) -> String? {
        isNull(at: column) ? nil : text(at: column)
    }

    func blob(at column: Int32) -> [UInt8] {
        guard let start = sqlite3_column_blob(handle, column) else { return [] }
        let count = Int(sqlite3_column_bytes(handle, column))
        return Array(UnsafeRawBufferPointer(start: start, count: count))
    }

    /// A customer's facts, read where SQLite keeps them.
    func facts(at column: Int32, id: CustomerID, revision: Int64) throws -> CustomerFacts {
        let start = sqlite3_column_blob(handle, column)
        let count = Int(sqlite3_column_bytes(handle, column))
        var reader = ByteReader(
            UnsafeRawBufferPointer(start: start, count: start == nil ? 0 : count)
        )
        return try CustomerFactsCodec.decode(&reader, id: id, revision: revision)
    }

    func isNull(at column: Int32) -> Bool {
        sqlite3_column_type(handle, column) == SQLITE_NULL
    }

    private func failure() -> DatabaseError {
        let database = sqlite3_db_handle(handle)
        let error = DatabaseError(
            resultCode: ResultCode(rawValue: sqlite3_extended_errcode(database)),
            message: String(cString: sqlite3_errmsg(database)),
            sql: statement.sql
        )
        reset()
        return error
    }

    /// Tells SQLite to copy what is bound: `SQLITE_TRANSIENT`, which Swift does not import.
    private static let transient = unsafeBitCast(-1, to: sqlite3_destructor_type.self)
    nonisolated(unsafe) private static let empty: UnsafePointer<CChar> = {
        let empty = UnsafeMutablePointer<CChar>.allocate(capacity: 1)
        empty.initialize(to: 0)
        return UnsafePointer(empty)
    }()
}
