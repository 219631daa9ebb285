/// Where something stands in a template: line and column from 1, in characters.
struct TemplatePosition: Hashable, Sendable {
    var line = 1
    var column = 1

    func error(_ message: String, _ hint: String = "") -> TemplateError {
        TemplateError(line: line, column: column, message: message, hint: hint)
    }

    mutating func advance(over character: Character) {
        if character.isNewline {
            line += 1
            column = 1
        } else {
            column += 1
        }
    }
}

/// A piece of a template: text, or what stands between double braces.
struct TemplateToken: Sendable {
    enum Kind: Hashable, Sendable {
        case text
        case value
        case open
        case inverted
        case close
        case comment
    }

    var kind: Kind
    /// The text itself, or the inside of the tag without its sign, trimmed.
    var content: String
    var position: TemplatePosition
    /// Where `content` begins, for tags.
    var contentPosition: TemplatePosition
}

/// Cuts a template into text and tags.
///
/// Knows braces and signs, not names; what Mustache has and templates here do not (partials,
/// unescaped tags, other delimiters) is refused by name.
struct TemplateLexer {
    private let characters: [Character]
    private var index = 0
    private var position: TemplatePosition
    private var tokens: [TemplateToken] = []

    init(_ characters: ArraySlice<Character>, at position: TemplatePosition) {
        self.characters = Array(characters)
        self.position = position
    }

    static func tokens(
        of characters: ArraySlice<Character>,
        at position: TemplatePosition
    ) throws(TemplateError) -> [TemplateToken] {
        var lexer = TemplateLexer(characters, at: position)
        try lexer.run()
        return lexer.tokens
    }

    private mutating func run() throws(TemplateError) {
        var text = ""
        var textPosition = position
        while index < characters.count {
            if seesTwo("{") {
                if !text.isEmpty { appendText(text, textPosition) }
                text = ""
                try readTag()
                textPosition = position
            } else if seesTwo("}") {
                throw position.error("}} without {{ before it", "remove it, or open the tag")
            } else if seesTwo("｛") || seesTwo("｝") {
                throw position.error("full-width braces", "write {{ and }} in half-width")
            } else {
                text.append(characters[index])
                step()
            }
        }
        if !text.isEmpty { appendText(text, textPosition) }
    }

    private mutating func readTag() throws(TemplateError) {
        let start = position
        step()
        step()
        let kind = try readSign(start)
        while let character = peek, character == " " || character == "\t" { step() }
        let contentPosition = position
        var content = ""
        while !seesTwo("}") {
            guard let character = peek, kind == .comment || !character.isNewline, !seesTwo("{")
            else {
                throw start.error("tag is not closed", "close it with }} on the same line")
            }
            content.append(character)
            step()
        }
        step()
        step()
        if peek == "}" && kind != .comment {
            throw position.error("a third }", "close a tag with two braces")
        }
        while let end = content.last, end == " " || end == "\t" { content.removeLast() }
        if content.isEmpty && kind != .comment {
            throw start.error("empty tag", "name a variable between the braces")
        }
        tokens.append(
            TemplateToken(
                kind: kind,
                content: content,
                position: start,
                contentPosition: contentPosition
            )
        )
    }

    private mutating func readSign(
        _ start: TemplatePosition
    ) throws(TemplateError) -> TemplateToken.Kind {
        let kind: TemplateToken.Kind
        switch peek {
        case "#": kind = .open
        case "^": kind = .inverted
        case "/": kind = .close
        case "!": kind = .comment
        case "{", "&":
            throw start.error("unescaped tag", "nothing is escaped: write {{…}}")
        case ">", "<", "$":
            throw start.error("partials are not supported", "write the words into this template")
        case "=":
            throw start.error("delimiters cannot be changed", "tags are written {{…}}")
        default: return .value
        }
        step()
        return kind
    }

    private mutating func appendText(_ text: String, _ position: TemplatePosition) {
        tokens.append(
            TemplateToken(
                kind: .text,
                content: text,
                position: position,
                contentPosition: position
            )
        )
    }

    private var peek: Character? { index < characters.count ? characters[index] : nil }

    private func seesTwo(_ character: Character) -> Bool {
        index + 1 < characters.count && characters[index] == character
            && characters[index + 1] == character
    }

    private mutating func step() {
        position.advance(over: characters[index])
        index += 1
    }
}

/// Removes the lines that hold nothing but a section's tag or a comment, as Mustache does.
///
/// So a section may be written over several lines without leaving blank ones.
enum StandaloneTags {
    static func trimmed(_ tokens: [TemplateToken]) -> [TemplateToken] {
        var result = tokens
        for index in tokens.indices where tokens[index].isStructure {
            let before = index > 0 ? tokens[index - 1] : nil
            let after = index + 1 < tokens.count ? tokens[index + 1] : nil
            guard startsLine(before, isFirst: index == 0), endsLine(after) else { continue }
            if index > 0 { result[index - 1].content.dropTrailingBlanks() }
            if index + 1 < tokens.count { result[index + 1].content.dropFirstLine() }
        }
        return result.filter { $0.kind != .text || !$0.content.isEmpty }
    }

    private static func startsLine(_ token: TemplateToken?, isFirst: Bool) -> Bool {
        guard let token else { return isFirst }
        guard token.kind == .text else { return false }
        let line = token.content.reversed().prefix { !$0.isNewline }
        // A text that does not begin a line itself must hold the line's beginning.
        let reachesLineStart = line.count < token.content.count || token.position.column == 1
        return reachesLineStart && line.allSatisfy { $0 == " " || $0 == "\t" }
    }

    private static func endsLine(_ token: TemplateToken?) -> Bool {
        guard let token else { return true }
        guard token.kind == .text else { return false }
        let rest = token.content.drop { $0 == " " || $0 == "\t" }
        return rest.first?.isNewline ?? false
    }
}

extension TemplateToken {
    fileprivate var isStructure: Bool {
        switch kind {
        case .open, .inverted, .close, .comment: true
        case .text, .value: false
        }
    }
}

extension String {
    fileprivate mutating func dropTrailingBlanks() {
        while let end = last, end == " " || end == "\t" { removeLast() }
    }

    fileprivate mutating func dropFirstLine() {
        guard let newline = firstIndex(where: \.isNewline) else { return }
        removeSubrange(startIndex...newline)
    }
}
