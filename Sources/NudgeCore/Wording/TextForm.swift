/// A text value as written: bounded, on one line.
enum TextForm {
    /// Cuts at a whole character, and ends in `…` where it cut; control characters become blanks,
    /// so that a value can neither break a line nor a header.
    static func append(_ text: String, unitsMax: Int, to buffer: inout [UInt8]) {
        let start = buffer.count
        // UTF-8 is never shorter than UTF-16, so most texts need no second count.
        if text.utf8.count <= unitsMax || text.utf16.count <= unitsMax {
            buffer.append(contentsOf: text.utf8)
        } else {
            var units = 1
            for character in text {
                units += character.utf16.count
                if units > unitsMax { break }
                buffer.append(contentsOf: character.utf8)
            }
            buffer.append(contentsOf: "…".utf8)
        }
        for index in start..<buffer.count where buffer[index] < 0x20 || buffer[index] == 0x7F {
            buffer[index] = 0x20
        }
    }
}
