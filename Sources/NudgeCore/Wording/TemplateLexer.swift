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
