import Foundation
import GRDB
import NudgeCore

/// Reads a store's rows from outside, while the daemon runs or after its death.
struct StoreReader {
    private let queue: DatabaseQueue

    init(path: String) throws {
        var configuration = Configuration()
        configuration.busyMode = .timeout(10)
        queue = try DatabaseQueue(path: path, configuration: configuration)
    }

    struct Contact: Hashable {
        var id: Int64
        var customer: String
        var state: ContactState?
        var reason: String?
    }

    func contacts() throws -> [Contact] {
        try rows(
            """
            SELECT contact.id, reference, state, reason FROM contact
            JOIN customer ON customer.id = customer_id ORDER BY contact.id
            """
        ).map { row in
            let raw: Int64 = row[2]
            return Contact(
                id: row[0],
                customer: row[1],
                state: UInt8(exactly: raw).flatMap(ContactState.init(rawValue:)),
                reason: row[3]
            )
        }
    }

    /// The gateway of each contact.
    func gateways() throws -> [Int64: String] {
        let rows = try rows("SELECT id, gateway FROM contact")
        return Dictionary(uniqueKeysWithValues: rows.map { ($0[0], $0[1]) })
    }

    func count(_ state: ContactState) throws -> Int {
        try number("SELECT count(*) FROM contact WHERE state = \(state.rawValue)")
    }

    /// Customers of whom a message has left, or may have.
    func customersWritten() throws -> Int {
        let none = [ContactState.refused, .putBack, .withdrawn].map { "\($0.rawValue)" }
        return try number(
            "SELECT count(DISTINCT customer_id) FROM contact WHERE state NOT IN"
                + " (\(none.joined(separator: ",")))"
        )
    }

    /// Timers and leases that are due: there is something to do yet.
    func due(at now: Double = Date().timeIntervalSince1970) throws -> Int {
        try number("SELECT count(*) FROM timer WHERE due <= \(Int64(now * 1000))")
            + number("SELECT count(*) FROM lease")
    }

    /// Kinds and details of the journal, oldest first.
    func journal() throws -> [String] {
        try rows("SELECT kind, detail FROM journal ORDER BY id").map {
            let (kind, detail): (String, String) = ($0[0], $0[1])
            return "\(kind): \(detail)"
        }
    }

    /// A number that one statement gives.
    func number(_ sql: String) throws -> Int {
        let row = try rows(sql).first
        let value: Int64 = row?[0] ?? -1
        return Int(value)
    }

    private func rows(_ sql: String) throws -> [Row] {
        try queue.read { try Row.fetchAll($0, sql: sql) }
    }
}
