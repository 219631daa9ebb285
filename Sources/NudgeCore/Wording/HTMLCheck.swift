/// Refuses in an HTML part all that is not on a short list: of tags, of attributes, of addresses.
///
/// It reads tags only as far as they are on the list; what it cannot read is refused.
struct HTMLCheck {
    private var tag: String?
    private var quote: Character?
    private var tagPosition = TemplatePosition()

    private static let elements: Set<String> = [
        "!doctype", "html", "head", "meta", "title", "body", "div", "span", "p", "br", "hr", "h1",
        "h2", "h3", "ul", "ol", "li", "table", "thead", "tbody", "tr", "th", "td", "strong", "b",
        "em", "i", "u", "small", "a", "blockquote",
    ]
    private static let attributes: Set<String> = [
        "style", "href", "lang", "dir", "align", "valign", "width", "height", "border",
        "cellpadding", "cellspacing", "bgcolor", "colspan", "rowspan", "charset", "role", "title",
    ]
    private static let addresses = ["https://", "mailto:", "tel:"]
    /// What would fetch something, or run.
    private static let refusedStyles = ["url", "expression", "import", "\\", "javascript", "/*"]
    private static let tagLengthMax = 2_000

    mutating func add(_ token: TemplateToken) throws(TemplateError) {
        guard token.kind == .text else {
            if tag != nil {
                throw token.position.error(
                    "a value may not stand within a tag",
                    "write it in the text between tags, where it is escaped"
                )
            }
            return
        }
        var position = token.position
        for character in token.content {
            try add(character, at: position)
            position.advance(over: character)
        }
    }

    func end() throws(TemplateError) {
        if tag != nil { throw tagPosition.error("the tag is not closed", "close it with >") }
    }

    private mutating func add(
        _ character: Character,
        at position: TemplatePosition
    ) throws(TemplateError) {
        guard var tag else {
            if character == "<" {
                tag = ""
                tagPosition = position
            }
            return
        }
        if let quote {
            if character == quote { self.quote = nil }
        } else if character == "\"" || character == "'" {
            quote = character
        } else if character == ">" {
            self.tag = nil
            return try check(tag)
        } else if character == "<" {
            throw position.error("a < within a tag", "write &lt; where it is a text")
        }
        tag.append(character)
        guard tag.utf8.count <= HTMLCheck.tagLengthMax else {
            throw tagPosition.error("the tag is too long", "close it with >")
        }
        self.tag = tag
    }

    // MARK: One tag

    private func check(_ tag: String) throws(TemplateError) {
        var rest = tag[...]
        let isEnd = rest.first == "/"
        if isEnd { rest.removeFirst() }
        let name = rest.prefix { !$0.isWhitespace && $0 != "/" }.lowercased()
        guard HTMLCheck.elements.contains(name) else {
            throw tagPosition.error(
                "<\(name)> may not stand in a mail",
                "only text, tables and lists: no scripts, styles of their own, images or forms"
            )
        }
        rest = rest.dropFirst(name.count)
        if rest.last == "/" { rest.removeLast() }
        if name == "!doctype" {
            guard String(rest).trimmedBlanks.lowercased() == "html" else {
                throw tagPosition.error("write <!DOCTYPE html>")
            }
            return
        }
        try checkAttributes(rest)
    }

    private func checkAttributes(_ text: Substring) throws(TemplateError) {
        var rest = text.drop(while: \.isWhitespace)
        while !rest.isEmpty {
            let name = rest.prefix { $0 != "=" && !$0.isWhitespace }.lowercased()
            rest = rest.dropFirst(name.count)
            guard rest.first == "=", let quote = rest.dropFirst().first,
                quote == "\"" || quote == "'"
            else {
                throw tagPosition.error(
                    "the attribute \(name) has no value in quotation marks",
                    "write \(name)=\"…\""
                )
            }
            let value = rest.dropFirst(2).prefix { $0 != quote }
            rest = rest.dropFirst(value.count + 3).drop(while: \.isWhitespace)
            try check(name, String(value))
        }
    }

    private func check(_ name: String, _ value: String) throws(TemplateError) {
        guard HTMLCheck.attributes.contains(name) else {
            throw tagPosition.error(
                "the attribute \(name) may not stand in a mail",
                "nothing is fetched and nothing runs: take it out"
            )
        }
        let folded = value.lowercased()
        if name == "href" {
            guard HTMLCheck.addresses.contains(where: { folded.hasPrefix($0) }) else {
                throw tagPosition.error(
                    "\"\(value)\" is no address that a mail may lead to",
                    "begin it with https://, mailto: or tel:"
                )
            }
        } else if HTMLCheck.refusedStyles.contains(where: { folded.contains($0) }) {
            throw tagPosition.error(
                "\"\(value)\" would fetch something, or hides it",
                "colours, sizes and distances alone"
            )
        }
    }
}
