internal import NudgeCore

/// Reads fields of `multipart/form-data` (RFC 7578); files are read as texts.
enum MultipartReader {
    private static let partsMax = 256

    /// `nil` when the bytes are no such form.
    static func read(
        _ body: [UInt8],
        contentType: String,
        in charset: WireCharset
    ) -> [WirePair]? {
        guard let mark = contentType.firstRange(of: "boundary=") else { return nil }
        let boundary = contentType[mark.upperBound...].prefix { $0 != ";" }.filter { $0 != "\"" }
        guard !boundary.isEmpty else { return nil }
        let parts = split(body, by: Array("\r\n--\(boundary)".utf8))
        // Before the first there is nothing, behind the last the two dashes that end it.
        guard parts.count >= 2, parts.count <= partsMax,
            parts[parts.count - 1].starts(with: Array("--".utf8))
        else { return nil }
        var pairs: [WirePair] = []
        for part in parts.dropFirst().dropLast() {
            guard let pair = field(part, in: charset) else { return nil }
            pairs.append(pair)
        }
        return pairs
    }

    private static func field(_ part: [UInt8], in charset: WireCharset) -> WirePair? {
        let halves = split(part, by: Array("\r\n\r\n".utf8))
        guard halves.count >= 2 else { return nil }
        let head = String(decoding: halves[0], as: UTF8.self)
        guard let mark = head.firstRange(of: " name=\"") else { return nil }
        let name = head[mark.upperBound...].prefix { $0 != "\"" }
        let value = Array(part[(halves[0].count + 4)...])
        guard let utf8 = WireTree.utf8(value, charset) else { return nil }
        let plain = name.replacing("%22", with: "\"")
        return WirePair(String(plain), String(decoding: utf8, as: UTF8.self))
    }

    private static func split(_ bytes: [UInt8], by mark: [UInt8]) -> [[UInt8]] {
        // So that the first boundary, which has no line break before it, is found like the others.
        let whole = mark.starts(with: Array("\r\n--".utf8)) ? Array("\r\n".utf8) + bytes : bytes
        var parts: [[UInt8]] = []
        var start = 0
        var index = 0
        while index + mark.count <= whole.count {
            if whole[index] == mark[0], whole[index..<index + mark.count].elementsEqual(mark) {
                parts.append(Array(whole[start..<index]))
                index += mark.count
                start = index
            } else {
                index += 1
            }
        }
        parts.append(Array(whole[start...]))
        return parts
    }
}
