/// Texts of mail headers that are not ASCII: RFC 2047, UTF-8 in base 64.
enum EncodedWords {
    /// RFC 2047, section 2: a line that holds an encoded word has at most 76 characters.
    private static let lineMax = 76
    /// `=?UTF-8?B?` and `?=`.
    private static let frame = 12

    /// The text of a header, folded; as it is when it is short ASCII.
    ///
    /// Words are cut between characters, so that every one can be read for itself.
    ///
    /// `text`: Without control characters: those become blanks.
    /// `used`: How much of the first line the header's name has taken.
    static func text(_ text: String, used: Int) -> String {
        let clean = EncodedWords.clean(text)
        let isPlain = clean.utf8.allSatisfy { $0 < 128 } && !clean.contains("=?")
        if isPlain && used + clean.utf8.count <= lineMax { return clean }
        return words(clean, used: used)
    }

    /// The same, encoded whatever it holds.
    static func words(_ text: String, used: Int) -> String {
        let clean = EncodedWords.clean(text)
        var words: [String] = []
        var word: [UInt8] = []
        var room = bytes(in: lineMax - used)
        for character in clean {
            for piece in pieces(of: character) {
                if word.count + piece.count > room && !word.isEmpty {
                    words.append(encoded(word))
                    word = []
                    // A line begins with a blank.
                    room = bytes(in: lineMax - 1)
                }
                word += piece
            }
        }
        if !word.isEmpty { words.append(encoded(word)) }
        return words.joined(separator: "\r\n ")
    }

    private static func clean(_ text: String) -> String {
        var scalars = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            scalars.append(scalar.value < 32 || scalar.value == 127 ? " " : scalar)
        }
        return String(scalars)
    }

    /// How many bytes an encoded word of a line's rest holds: whole groups of three.
    private static func bytes(in line: Int) -> Int {
        max((min(line, 75) - frame) / 4 * 3, 3)
    }

    /// A character whole, unless it is longer than any word: then its scalars.
    private static func pieces(of character: Character) -> [[UInt8]] {
        let bytes = Array(character.utf8)
        if bytes.count <= 36 { return [bytes] }
        return character.unicodeScalars.map { Array(String($0).utf8) }
    }

    private static func encoded(_ bytes: [UInt8]) -> String {
        "=?UTF-8?B?" + Base64.encode(bytes) + "?="
    }
}
