import NudgeCore
import NudgeGateways
import Testing

struct ReceiptFileTests {
    static func path(_ name: String) -> WirePath { WirePath(steps: [.name(name)]) }

    static func form(_ charset: WireCharset = .utf8) -> CallbackForm {
        CallbackForm(
            name: "file",
            charset: charset,
            check: .none,
            receipts: [
                ReceiptForm(
                    id: WireIdentifier(.path(path("编号"))),
                    address: path("手机号"),
                    status: FateTable(
                        path: path("状态"),
                        delivered: ["成功"],
                        others: .undelivered
                    ),
                    detail: [path("说明")]
                )
            ]
        )
    }

    static let text =
        "编号,手机号,状态,说明\r\n0042,13800138000,成功,\"到达, \"\"好\"\"\"\r\n\n43,13800138001,失败,空号\n"

    private func details(_ bytes: [UInt8], _ charset: WireCharset = .utf8) throws -> [String] {
        try ReceiptFile(Self.form(charset)).read(bytes, now: CallbackFixture.now)
            .flatMap(\.events)
            .compactMap { event in
                guard case .receipt(let receipt) = event else { return nil }
                return "\(receipt.vendorID ?? "") \(receipt.fate) \(receipt.detail)"
            }
    }

    @Test func aFileIsReadByItsColumns() throws {
        let expected = ["0042 delivered 到达, \"好\"", "43 undelivered 空号"]
        #expect(try details(Array(Self.text.utf8)) == expected)
        #expect(try details([0xEF, 0xBB, 0xBF] + Array(Self.text.utf8)) == expected)
        let bars = Self.text.replacing(",", with: "|").replacing("到达| ", with: "到达, ")
        #expect(try details(Array(bars.utf8)) == expected)
    }

    @Test func aLargeFileComesInPieces() throws {
        let rows = (1...2_500).map { "\($0),13800138000,成功,x" }
        let text = (["编号,手机号,状态,说明"] + rows).joined(separator: "\n")
        let readings = try ReceiptFile(Self.form()).read(
            Array(text.utf8),
            now: CallbackFixture.now
        )
        #expect(readings.map(\.events.count) == [1_000, 1_000, 500])
    }

    @Test(arguments: ["", "编号,编号\n1,2", "编号,状态\n\"1,成功"])
    func aBrokenFileIsRefused(_ text: String) {
        #expect(throws: CallbackError.self) { try details(Array(text.utf8)) }
    }

    @Test func aFileInAnotherEncodingIsTold() {
        #expect(throws: CallbackError.unreadable("the file is not utf-8")) {
            try details([0xB1, 0xE0, 0xBA, 0xC5])
        }
    }
}
