import GRDB
import NudgeCore

/// One connection with its prepared statements and what is remembered of the database with them.
///
/// Confined to the connection's queue.
final class Session {
    private let database: Database
    private var queries: [Query?]
    private var laneIDs: [String: Int64] = [:]
    private var laneNames: [Int64: String] = [:]
    /// SQLite's: it changes when another connection has written.
    private var dataVersion: Int64 = -1
    /// Of the writing connection alone.
    var claimed = ClaimedFacts()
    var states: ContactStates
    /// `meta.leaving-from`, once it was read.
    var leavingMark: Int64?

    init(_ database: Database, writes: Bool = false) {
        self.database = database
        states = ContactStates(isKept: writes)
        queries = Array(repeating: nil, count: StatementName.allCases.count)
    }

    subscript(name: StatementName) -> Query {
        get throws {
            if let query = queries[name.rawValue] { return query }
            let statement = try database.makeStatement(sql: SQLText.statements[name.rawValue])
            let query = Query(statement)
            queries[name.rawValue] = query
            return query
        }
    }

    /// Forgets what an undone transaction may have taught.
    func rolledBack() {
        laneIDs = [:]
        laneNames = [:]
        leavingMark = nil
        claimed.forgetAll()
        states.forgetAll()
    }

    /// Begins a writing transaction: what another connection has written since the last one is
    /// not in what is remembered.
    func begin() throws {
        let version = try self[.dataVersion].first { $0.int(at: 0) } ?? 0
        guard version != dataVersion else { return }
        dataVersion = version
        leavingMark = nil
        claimed.forgetAll()
        states.forgetAll()
    }

    /// The number of a lane; made if it is new.
    func laneID(_ name: String) throws -> Int64 {
        if let known = try knownLaneID(name) { return known }
        guard let id = try self[.insertLane].text(name).first({ $0.int(at: 0) }) else {
            throw StoreError.failed("lane \(name) could not be made")
        }
        laneIDs[name] = id
        laneNames[id] = name
        return id
    }

    /// The number of a lane, `nil` when no timer was ever set on it.
    func knownLaneID(_ name: String) throws -> Int64? {
        if let id = laneIDs[name] { return id }
        try readLanes()
        return laneIDs[name]
    }

    func laneName(_ id: Int64) throws -> String {
        if let name = laneNames[id] { return name }
        try readLanes()
        return laneNames[id] ?? decideLane
    }

    private func readLanes() throws {
        let query = try self[.lanes]
        while try query.next() {
            laneIDs[query.text(at: 1)] = query.int(at: 0)
            laneNames[query.int(at: 0)] = query.text(at: 1)
        }
    }
}
