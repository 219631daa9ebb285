/// Writes fields as `multipart/form-data` (RFC 7578).
struct MultipartBody {
    /// Occurs in no value.
    let boundary: String
    let bytes: [UInt8]

    var contentType: String { "multipart/form-data; boundary=\(boundary)" }

    /// - Parameters:
    ///   - fields: Names and values as bytes, in order.
    ///   - nonce: Makes the boundary; made longer until no value holds it.
    init(_ fields: [(name: String, value: [UInt8])], nonce: String) {
        var boundary = "nudge-" + nonce
        // Ends: a boundary longer than every value is in none of them.
        while fields.contains(where: { MultipartBody.holds($0.value, boundary) }) {
            boundary += "-" + nonce
        }
        var bytes: [UInt8] = []
        for field in fields {
            bytes += "--\(boundary)\r\nContent-Disposition: form-data; name=\"".utf8
            bytes += MultipartBody.escaped(field.name).utf8
            bytes += "\"\r\n\r\n".utf8
            bytes += field.value
            bytes += "\r\n".utf8
        }
        bytes += "--\(boundary)--\r\n".utf8
        self.boundary = boundary
        self.bytes = bytes
    }

    /// What would end the name: HTML, "multipart/form-data encoding algorithm".
    private static func escaped(_ name: String) -> String {
        var result = ""
        for scalar in name.unicodeScalars {
            switch scalar {
            case "\"": result += "%22"
            case "\r": result += "%0D"
            case "\n": result += "%0A"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }

    private static func holds(_ bytes: [UInt8], _ text: String) -> Bool {
        let wanted = Array(text.utf8)
        guard bytes.count >= wanted.count else { return false }
        return (0...bytes.count - wanted.count).contains { start in
            bytes[start] == wanted[0] && bytes[start..<start + wanted.count].elementsEqual(wanted)
        }
    }
}
