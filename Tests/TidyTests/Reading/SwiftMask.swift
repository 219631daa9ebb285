/// Blanks out what is not code in a Swift text: comments, and the words of strings.
///
/// Line breaks stay, so line numbers stay true. Code interpolated into a string is kept as code.
/// Knows nested comments, strings of one and of many lines, raw strings, and regex literals.
struct SwiftMask {
    private let text: [UInt8]
    private var position = 0
    private var output: [UInt8] = []

    init(_ text: String) {
        self.text = Array(text.utf8)
    }

    mutating func code() -> String {
        while position < text.count { step() }
        return String(decoding: output, as: UTF8.self)
    }

    /// Consumes one piece of code: a comment, a literal, or a single character.
    private mutating func step() {
        if starts("//") {
            skipLineComment()
        } else if starts("/*") {
            skipBlockComment()
        } else if let hashes = hashesBefore("\"") {
            skipString(hashes: hashes)
        } else if let hashes = hashesBefore("/"), hashes > 0 || isRegexStart {
            skipRegex(hashes: hashes)
        } else {
            keep()
        }
    }

    private mutating func skipLineComment() {
        while position < text.count, here != .lineBreak { blank() }
    }

    private mutating func skipBlockComment() {
        var depth = 0
        repeat {
            if starts("/*") {
                depth += 1
                blank(2)
            } else if starts("*/") {
                depth -= 1
                blank(2)
            } else {
                blank()
            }
        } while depth > 0 && position < text.count
    }

    private mutating func skipString(hashes: Int) {
        let pounds = String(repeating: "#", count: hashes)
        blank(hashes)
        // Text of many lines begins on the next one; `#"""#` is a string that holds a quote.
        let isMultiline = starts("\"\"\"\n") || starts("\"\"\" ")
        let quote = isMultiline ? "\"\"\"" : "\""
        blank(quote.count)
        while position < text.count, !starts(quote + pounds) {
            if starts("\\" + pounds + "(") {
                blank(1 + hashes)
                keepInterpolation()
            } else if starts("\\" + pounds) {
                blank(2 + hashes)
            } else if quote == "\"", here == .lineBreak {
                return
            } else {
                blank()
            }
        }
        blank(quote.count + hashes)
    }

    private mutating func keepInterpolation() {
        var depth = 0
        repeat {
            if here == UInt8(ascii: "(") { depth += 1 }
            if here == UInt8(ascii: ")") { depth -= 1 }
            step()
        } while depth > 0 && position < text.count
    }

    private mutating func skipRegex(hashes: Int) {
        let end = "/" + String(repeating: "#", count: hashes)
        blank(hashes + 1)
        while position < text.count, !starts(end) {
            if hashes == 0, here == .lineBreak { return }
            blank(here == UInt8(ascii: "\\") ? 2 : 1)
        }
        blank(end.count)
    }

    /// A slash begins a regex where an operand may stand and no blank follows.
    private var isRegexStart: Bool {
        guard position + 1 < text.count, text[position + 1] != .blank else { return false }
        guard let before = output.last(where: { $0 != .blank }) else { return true }
        return "(,=:[{\n".utf8.contains(before)
    }

    /// How many hashes stand before the delimiter here; nil where it does not follow.
    private func hashesBefore(_ delimiter: Unicode.Scalar) -> Int? {
        var end = position
        while end < text.count, text[end] == UInt8(ascii: "#") { end += 1 }
        return end < text.count && text[end] == UInt8(ascii: delimiter) ? end - position : nil
    }

    private var here: UInt8 { text[position] }

    private func starts(_ word: String) -> Bool {
        text[position...].starts(with: word.utf8)
    }

    private mutating func keep() {
        output.append(here)
        position += 1
    }

    private mutating func blank(_ count: Int = 1) {
        for _ in 0..<count where position < text.count {
            output.append(here == .lineBreak ? .lineBreak : .blank)
            position += 1
        }
    }
}

extension UInt8 {
    fileprivate static let lineBreak = UInt8(ascii: "\n")
    fileprivate static let blank = UInt8(ascii: " ")
}
