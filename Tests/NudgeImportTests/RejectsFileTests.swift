import Glibc
import NudgeCore
import NudgeImport
import Testing

struct RejectsFileTests {
    /// A directory of its own, removed at the end.
    private final class Folder {
        let path: String

        init() throws {
            var template = Array("/tmp/nudge-import-XXXXXX".utf8CString)
            guard mkdtemp(&template) != nil else { throw Files.Missing(path: "/tmp") }
            path = String(
                decoding: template.dropLast().map { UInt8(bitPattern: $0) },
                as: UTF8.self
            )
        }

        deinit {
            for name in names() { unlink("\(path)/\(name)") }
            rmdir(path)
        }

        func write(_ bytes: [UInt8], _ name: String) {
            guard let file = fopen("\(path)/\(name)", "w") else { return }
            fwrite(bytes, 1, bytes.count, file)
            fclose(file)
        }

        func names() -> [String] {
            guard let directory = opendir(path) else { return [] }
            defer { closedir(directory) }
            var names: [String] = []
            while let entry = readdir(directory) {
                let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
                    String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
                }
                if !name.hasPrefix(".") { names.append(name) }
            }
            return names.sorted()
        }
    }

    private let reader = ImportReader(mapping: nil, options: ImportOptions(asOf: Reading.asOf))

    @Test func rejectedRowsAreWrittenWithTheirReasons() throws {
        let folder = try Folder()
        folder.write(
            Array("customer,name,phone\nC1,\"say \"\"a\"\"\",12\nC2,b,\nC3\n".utf8),
            "in.csv"
        )
        var taken: [String?] = []
        let summary = try reader.read(path: folder.path + "/in.csv") { rows in
            taken += rows.map { $0.facts.first?.customerReference }
        }
        #expect(taken == ["C2"])
        #expect(summary.rejectsPath == folder.path + "/in.csv.rejected.csv")
        #expect(folder.names() == ["in.csv", "in.csv.rejected.csv"])
        let written = try Files.bytes(
            "../../../../../../../" + folder.path + "/in.csv.rejected.csv"
        )
        let expected = """
            \u{FEFF}row,line,field,reason,record
            1,2,"phone","has 2 digits; a mobile number of CN has 11","C1,""say ""\("\"\"a\"\"\"\"\"\""),12"
            3,4,"","the record has 1 fields, the header 3","C3"

            """
        #expect(String(decoding: written, as: UTF8.self) == expected)
        var status = stat()
        stat(folder.path + "/in.csv.rejected.csv", &status)
        #expect(status.st_mode & 0o777 == 0o600)
    }

    @Test func whereNothingIsRejectedAnOldFileGoes() throws {
        let folder = try Folder()
        folder.write(Array("customer\nC1\n".utf8), "in.csv")
        folder.write([65], "in.csv.rejected.csv")
        let summary = try reader.read(path: folder.path + "/in.csv") { _ in }
        #expect(summary.rejectsPath == nil)
        #expect(folder.names() == ["in.csv"])
    }

    private struct Refusal: Error {}

    @Test func anImportThatFailsLeavesNoHalfFile() throws {
        let folder = try Folder()
        folder.write(Array("customer,phone\nC1,1\nC2,\n".utf8), "in.csv")
        #expect(throws: Refusal.self) {
            try reader.read(path: folder.path + "/in.csv") { _ in throw Refusal() }
        }
        #expect(folder.names() == ["in.csv"])
    }

    @Test func rejectedRowsOfOtherEncodingsAreShownAsText() throws {
        let folder = try Folder()
        let path = "Tests/NudgeImportTests/Samples/card-system.txt"
        folder.write(try Files.bytes(path), "in.txt")
        let fixed = ImportReader(
            mapping: try Files.mapping("card-system-fixed.yaml"),
            options: ImportOptions(asOf: Reading.asOf)
        )
        let summary = try fixed.read(path: folder.path + "/in.txt") { _ in }
        #expect(summary.rowsRejected == 1)
        let written = try Files.bytes(
            "../../../../../../../" + folder.path + "/in.txt.rejected.csv"
        )
        #expect(String(decoding: written, as: UTF8.self).contains("K00000000003陈 "))
    }
}
