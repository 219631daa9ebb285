import Glibc
import NudgeCore
import NudgeImport
import Testing

/// Every encoding with every form of record, and chunks that end anywhere.
struct EncodingTests {
    enum Form: CaseIterable {
        case csv
        case fixed
        case ndjson
    }

    /// The bytes of a text in an encoding, by the C library.
    private static func encoded(_ text: String, _ encoding: TextEncoding) -> [UInt8] {
        guard let handle = iconv_open(encoding.rawValue.uppercased(), "UTF-8") else { return [] }
        defer { iconv_close(handle) }
        var input = text.utf8.map { CChar(bitPattern: $0) }
        var output = [CChar](repeating: 0, count: input.count * 4 + 16)
        let count = input.withUnsafeMutableBufferPointer { source in
            output.withUnsafeMutableBufferPointer { target in
                var from = source.baseAddress
                var fromLeft = source.count
                var to = target.baseAddress
                var toLeft = target.count
                iconv(handle, &from, &fromLeft, &to, &toLeft)
                return target.count - toLeft
            }
        }
        return output[..<count].map { UInt8(bitPattern: $0) }
    }

    /// `｜`, `丂` and `亅` have trail bytes that are `|`, `@` and others; 䶮 has four bytes.
    private static let names = ["王小明", "龙䶮", "丂｜亅", "plain", "欧阳丽丽", "😀"]

    private static func file(_ form: Form, _ encoding: TextEncoding) -> ([UInt8], ImportMapping) {
        switch form {
        case .csv:
            let lines = names.enumerated().map { "C\($0)|\"\($1)\"|13800138000" }
            let text = "客户号|姓名|手机\r\n" + lines.joined(separator: "\r\n") + "\r\n"
            let columns = [
                ColumnMapping(.customer, .named("客户号")), ColumnMapping(.name, .named("姓名")),
                ColumnMapping(.phone, .named("手机")),
            ]
            return (encoded(text, encoding), ImportMapping(kind: .customers, columns: columns))
        case .fixed:
            var bytes: [UInt8] = []
            for (index, name) in names.enumerated() {
                let field = encoded(name, encoding)
                bytes += Array("C\(index)".utf8) + field
                bytes += [UInt8](repeating: 32, count: 12 - field.count)
                bytes += Array("13800138000\r\n".utf8)
            }
            let columns = [
                ColumnMapping(.customer, .bytes(0..<2)), ColumnMapping(.name, .bytes(2..<14)),
                ColumnMapping(.phone, .bytes(14..<25)),
            ]
            let mapping = ImportMapping(
                kind: .customers,
                format: .fixed,
                hasHeader: false,
                columns: columns
            )
            return (bytes, mapping)
        case .ndjson:
            let lines = names.enumerated().map {
                #"{"客户号":"C\#($0)","姓名":"\#($1)","手机":13800138000}"#
            }
            let columns = [
                ColumnMapping(.customer, .named("客户号")), ColumnMapping(.name, .named("姓名")),
                ColumnMapping(.phone, .named("手机")),
            ]
            let mapping = ImportMapping(kind: .customers, format: .ndjson, columns: columns)
            return (encoded(lines.joined(separator: "\n"), encoding), mapping)
        }
    }

    private func check(_ reading: Reading, _ comment: Comment) {
        #expect(reading.customers.map(\.name) == Self.names.map { $0 as String? }, comment)
        #expect(reading.customers.map(\.reference) == Self.names.indices.map { "C\($0)" }, comment)
        #expect(reading.summary.rowsRejected == 0, comment)
    }

    @Test(arguments: [TextEncoding.utf8, .gb18030], Form.allCases)
    func eachEncodingIsDetectedInEachForm(_ encoding: TextEncoding, _ form: Form) throws {
        let (bytes, mapping) = Self.file(form, encoding)
        let detected = try Reading(bytes, mapping: mapping)
        check(detected, "detected")
        #expect(detected.summary.encoding == encoding)
        var named = mapping
        named.encoding = encoding
        check(try Reading(bytes, mapping: named), "named")
    }

    @Test(arguments: Form.allCases)
    func aByteOrderMarkIsNoText(_ form: Form) throws {
        let (bytes, mapping) = Self.file(form, .utf8)
        check(try Reading([0xEF, 0xBB, 0xBF] + bytes, mapping: mapping), "detected")
        var named = mapping
        named.encoding = .utf8
        check(try Reading([0xEF, 0xBB, 0xBF] + bytes, mapping: named), "named")
    }

    @Test(arguments: [TextEncoding.utf16LittleEndian, .utf16BigEndian], [Form.csv, .ndjson])
    func wideFilesAreKnownByTheirMark(_ encoding: TextEncoding, _ form: Form) throws {
        let (bytes, mapping) = Self.file(form, encoding)
        let mark: [UInt8] = encoding == .utf16LittleEndian ? [0xFF, 0xFE] : [0xFE, 0xFF]
        check(try Reading(mark + bytes, mapping: mapping), "detected")
        var named = mapping
        named.encoding = encoding
        check(try Reading(bytes, mapping: named), "named")
    }

    @Test(arguments: [TextEncoding.utf8, .gb18030], Form.allCases)
    func chunksMayEndAnywhere(_ encoding: TextEncoding, _ form: Form) throws {
        let (bytes, mapping) = Self.file(form, encoding)
        let marked = encoding == .utf8 ? [0xEF, 0xBB, 0xBF] + bytes : bytes
        try checkChunks(marked, mapping)
        check(try Reading(marked, mapping: mapping), "whole")
    }

    /// Reads in chunks of each size, with encoding and delimiter detected, and named: detection
    /// gathers 64 KiB first, so that only where both are named do small chunks reach all layers.
    private func checkChunks(_ bytes: [UInt8], _ mapping: ImportMapping) throws {
        let whole = try Reading(bytes, mapping: mapping)
        var named = mapping
        named.encoding = whole.summary.encoding
        if mapping.format == .csv && mapping.delimiter == nil {
            let hasBar = bytes.prefix { $0 != 10 }.contains(UInt8(ascii: "|"))
            named.delimiter = Array((hasBar ? "|" : ",").utf8)
        }
        for chunkSize in 1...64 {
            for plan in [mapping, named] {
                let reading = try Reading(bytes, mapping: plan, chunkSize: chunkSize)
                #expect(reading.rows == whole.rows, "chunks of \(chunkSize)")
                #expect(reading.summary == whole.summary, "chunks of \(chunkSize)")
            }
        }
    }

    @Test func quotesAndLongDelimitersMayBeCutAnywhere() throws {
        let text =
            "customer|@|name\r\nC1|@|\"a\"\"|@|b\"\r\n\"C2\"|@|\"x\r\ny\"\rC3|@|c\n\nC4|@|\"\""
        var mapping = ImportMapping.canonical(
            kind: .customers,
            format: .csv,
            names: ["customer", "name"]
        )
        mapping.delimiter = Array("|@|".utf8)
        mapping.encoding = .utf8
        let whole = try Reading(text, mapping: mapping)
        #expect(whole.customers.map(\.name) == ["a\"|@|b", "c", nil])
        #expect(whole.rows.map(\.line) == [2, 5, 7])
        try checkChunks(Array(text.utf8), mapping)
    }

    @Test func chunksMayEndAnywhereInASampleWithFaults() throws {
        let bytes = try Files.bytes("Tests/NudgeImportTests/Samples/core-banking.csv")
        let mapping = try Files.mapping("core-banking-gb18030.yaml")
        try checkChunks(bytes, mapping)
    }

    /// The sample that detection looks at ends in each place of a character once.
    @Test(arguments: 0..<8)
    func detectionTakesACharacterCutOffForWhole(_ shift: Int) throws {
        // Two characters of UTF-8 are also three of GB18030.
        let cases = [
            (TextEncoding.utf8, "C,龙䶮王，\n"), (.gb18030, "C,龙䶮王，\n"), (.utf8, "C1,王小\n"),
            (.utf8, "C1,小王\n"),
        ]
        for (encoding, text) in cases {
            let line = [UInt8](repeating: 67, count: shift) + Self.encoded(text, encoding)
            var bytes = Array("customer,name\n".utf8)
            while bytes.count < 80_000 { bytes += line }
            let reading = try Reading(bytes, chunkSize: 65_536)
            #expect(reading.summary.encoding == encoding)
            #expect(reading.summary.rowsRejected == 0)
        }
    }

    @Test func asciiMayGoOnForLongBeforeTheEncodingShows() throws {
        var bytes = Array("customer,name\n".utf8)
        for _ in 0..<30_000 { bytes += Array("C1,a\n".utf8) }
        bytes += Array("C2,".utf8) + Self.encoded("王小明", .gb18030) + [10]
        let reading = try Reading(bytes)
        #expect(reading.customers.last?.name == "王小明")
        #expect(reading.summary.encoding == .gb18030)
    }

    @Test(arguments: [TextEncoding.utf8, .gb18030])
    func bytesThatAreNoTextCostTheirRecordOnly(_ encoding: TextEncoding) throws {
        let good = Self.encoded("王小明,", encoding)
        let broken = Array(good.dropLast(2)) + [UInt8(ascii: ",")]
        var bytes = Array("customer,name,phone\n".utf8)
        for index in 0..<20 {
            bytes += Array("C\(index),".utf8) + (index == 10 ? broken : good) + [10]
        }
        let reading = try Reading(bytes)
        #expect(reading.summary.encoding == encoding)
        #expect(reading.summary.rowsGood == 19)
        #expect(reading.reasons.first?.hasPrefix("row 11, line 12: ") == true)
    }
}
