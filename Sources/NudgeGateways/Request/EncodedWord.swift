/// Words of a mail header outside ASCII: RFC 2047, encoding B in UTF-8.
enum EncodedWord {
    /// "An encoded-word may not be more than 75 characters long": 45 bytes are 60 of base 64.
    private static let bytesMax = 45

    /// The text itself where it is plain ASCII, else its words divided by blanks, cut between
    /// characters.
    ///
    /// Holds no control character whatever the text holds.
    static func text(_ text: String) -> String {
        let isPlain = text.utf8.allSatisfy { $0 >= 0x20 && $0 < 0x7F } && !text.contains("=?")
        return isPlain ? text : words(text).joined(separator: " ")
    }

    /// Each at most 75 characters.
    static func words(_ text: String) -> [String] {
        var words: [String] = []
        var bytes: [UInt8] = []
        // By scalars: a character of many of them may be longer than a word.
        for scalar in text.unicodeScalars {
            let units = Array(String(scalar).utf8)
            if bytes.count + units.count > bytesMax {
                words.append(word(bytes))
                bytes = []
            }
            bytes += units
        }
        if !bytes.isEmpty { words.append(word(bytes)) }
        return words
    }

    private static func word(_ bytes: [UInt8]) -> String {
        "=?UTF-8?B?\(Base64.encode(bytes))?="
    }
}
