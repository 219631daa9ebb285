import NudgeCore
import NudgeImport
import Testing

/// Damaged files: nothing crashes, and each row is either taken or rejected.
struct FuzzTests {
    private static let samples = [
        ("core-banking.csv", "core-banking-gb18030.yaml"),
        ("card-system.txt", "card-system-fixed.yaml"),
        ("payments.txt", "payments.yaml"),
    ]
    private static let casesPerSample: UInt64 = 1000
    /// Bytes that mean something to some layer.
    private static let nasty: [UInt8] = [
        0, 9, 10, 13, 26, 32, 34, 44, 45, 46, 48, 57, 92, 123, 124, 125, 0x81, 0x30, 0xC0, 0xE4,
        0xED, 0xF4, 0xFE, 0xFF,
    ]

    private static func mutated(_ bytes: [UInt8], seed: UInt64) -> [UInt8] {
        var generator = SeededGenerator(state: seed)
        var bytes = bytes
        for _ in 0..<Int.random(in: 1...8, using: &generator) where !bytes.isEmpty {
            let place = Int.random(in: 0..<bytes.count, using: &generator)
            switch Int.random(in: 0..<5, using: &generator) {
            case 0: bytes[place] = UInt8.random(in: 0...255, using: &generator)
            case 1: bytes[place] = nasty.randomElement(using: &generator) ?? 0
            case 2: bytes.remove(at: place)
            case 3: bytes.insert(nasty.randomElement(using: &generator) ?? 0, at: place)
            default:
                let end = min(place + Int.random(in: 1...40, using: &generator), bytes.count)
                bytes.removeSubrange(place..<end)
            }
        }
        return bytes
    }

    private func check(_ bytes: [UInt8], _ mapping: ImportMapping, _ comment: Comment) throws {
        do {
            let reading = try Reading(bytes, mapping: mapping, name: "fuzz")
            let summary = reading.summary
            #expect(summary.rowsGood + summary.rowsRejected == summary.rowsRead, comment)
            #expect(reading.rows.count == summary.rowsGood, comment)
            #expect(
                reading.rows.allSatisfy { !$0.facts.isEmpty && $0.row <= summary.rowsRead },
                comment
            )
        } catch is ImportFault {
            // A damaged header is a fault of the whole file.
        }
    }

    @Test(arguments: samples)
    func aDamagedFileIsReadOrRefused(_ file: String, _ mapping: String) throws {
        let bytes = try Files.bytes("Tests/NudgeImportTests/Samples/\(file)")
        let plan = try Files.mapping(mapping)
        for seed in 0..<Self.casesPerSample {
            try check(Self.mutated(bytes, seed: seed), plan, "\(file), seed \(seed)")
        }
    }

    @Test func damagedObjectsAreReadOrRefused() throws {
        let line =
            #"{"customer":"C1","name":"\u738b\n","phone":"138","x":[1,{"y":null}],"tags":"a"}"#
        let bytes = Array((line + "\n" + line).utf8)
        let plan = ImportMapping.canonical(
            kind: .customers,
            format: .ndjson,
            names: ["customer", "name", "phone", "tags"]
        )
        for seed in 0..<Self.casesPerSample {
            try check(Self.mutated(bytes, seed: seed), plan, "ndjson, seed \(seed)")
        }
    }
}
