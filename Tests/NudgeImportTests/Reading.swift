import Glibc
import NudgeCore
import NudgeImport

/// What one reading gave: rows in order, and the summary.
struct Reading {
    var rows: [ImportedRow] = []
    var summary: ImportSummary

    static let asOf = Instant(parsing: "2026-11-22T00:00:00Z") ?? .distantPast

    /// Reads bytes in memory; nothing is written.
    init(
        _ bytes: [UInt8],
        mapping: ImportMapping? = nil,
        kind: ImportKind? = nil,
        name: String = "file.csv",
        agreements: Set<String>? = nil,
        chunkSize: Int = 1024 * 1024
    ) throws {
        let options = ImportOptions(
            asOf: Reading.asOf,
            kind: kind,
            agreements: agreements,
            writesRejects: false,
            chunkSize: chunkSize
        )
        var rows: [ImportedRow] = []
        summary = try ImportReader(mapping: mapping, options: options)
            .read(bytes: bytes, named: name) { rows += $0 }
        self.rows = rows
    }

    init(
        _ text: String,
        mapping: ImportMapping? = nil,
        kind: ImportKind? = nil,
        name: String = "file.csv",
        agreements: Set<String>? = nil,
        chunkSize: Int = 1024 * 1024
    ) throws {
        try self.init(
            Array(text.utf8),
            mapping: mapping,
            kind: kind,
            name: name,
            agreements: agreements,
            chunkSize: chunkSize
        )
    }

    var customers: [CustomerFact] {
        rows.flatMap(\.facts).compactMap { if case .customer(let fact) = $0 { fact } else { nil } }
    }

    var debts: [DebtFact] {
        rows.flatMap(\.facts).compactMap { if case .debt(let fact) = $0 { fact } else { nil } }
    }

    var payments: [PaymentFact] {
        rows.flatMap(\.facts).compactMap { if case .payment(let fact) = $0 { fact } else { nil } }
    }

    /// The reasons of the first rejected rows, as they are shown.
    var reasons: [String] { summary.firstRejects.map(\.description) }
}

/// Files of the repository that the tests read.
enum Files {
    private static let root = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")

    static func bytes(_ path: String) throws -> [UInt8] {
        let full = "/\(root)/\(path)"
        var bytes: [UInt8] = []
        guard let file = fopen(full, "r") else { throw Missing(path: full) }
        defer { fclose(file) }
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = fread(&buffer, 1, buffer.count, file)
            if count == 0 { return bytes }
            bytes += buffer[..<count]
        }
    }

    static func mapping(_ name: String) throws -> ImportMapping {
        let path = "Config/mappings/\(name)"
        return try MappingFile.parse(
            String(decoding: try bytes(path), as: UTF8.self),
            file: path
        )
    }

    struct Missing: Error {
        var path: String
    }
}

/// SplitMix64: the same cases in every run.
struct SeededGenerator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
        return mixed ^ mixed >> 31
    }
}
