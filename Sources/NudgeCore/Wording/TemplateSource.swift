/// The text of a template file: an optional header, and the body.
struct TemplateSource {
    private let characters: [Character]
    private var subjectRange: Range<Int>?
    private var subjectPosition = TemplatePosition()
    private var bodyStart = 0
    private var bodyPosition = TemplatePosition()

    init(_ text: String, channel: Channel) throws(TemplateError) {
        var characters = Array(text)
        if characters.first == "\u{FEFF}" { characters.removeFirst() }
        // CR LF is one character in Swift.
        self.characters = characters.map { $0 == "\r\n" ? "\n" : $0 }
        try readHeader()
        switch channel {
        case .email, .push:
            guard subjectRange != nil else {
                throw TemplatePosition().error(
                    "no subject",
                    "begin the file with a line \"subject: …\" and a line \"---\""
                )
            }
        case .sms, .wechat, .voice:
            if subjectRange != nil {
                throw TemplatePosition().error(
                    "a message by \(channel.name) has no subject",
                    "remove the header"
                )
            }
        }
    }

    func subjectTokens() throws(TemplateError) -> [TemplateToken]? {
        guard let subjectRange else { return nil }
        let tokens = try TemplateLexer.tokens(of: characters[subjectRange], at: subjectPosition)
        guard !tokens.isEmpty else {
            throw subjectPosition.error("the subject is empty", "write it behind \"subject:\"")
        }
        return tokens
    }

    func bodyTokens() throws(TemplateError) -> [TemplateToken] {
        var start = bodyStart
        var position = bodyPosition
        while start < characters.count, characters[start].isNewline {
            position.advance(over: characters[start])
            start += 1
        }
        var end = characters.count
        while end > start, characters[end - 1].isWhitespace { end -= 1 }
        guard start < end else {
            throw position.error("the message is empty", "write its text")
        }
        return try TemplateLexer.tokens(of: characters[start..<end], at: position)
    }

    /// Reads `subject: …` and `---`, if the file's first line has the form `key: …`.
    private mutating func readHeader() throws(TemplateError) {
        guard headerKey(in: line(at: 0)) != nil else { return }
        var start = 0
        var position = TemplatePosition()
        while start < characters.count {
            let range = line(at: start)
            let text = String(characters[range]).trimmedBlanks
            let next = min(range.upperBound + 1, characters.count)
            if text == "---" {
                bodyStart = next
                bodyPosition = TemplatePosition(line: position.line + 1, column: 1)
                return
            }
            try readHeaderLine(range, at: position)
            start = next
            position = TemplatePosition(line: position.line + 1, column: 1)
        }
        throw TemplatePosition().error("the header does not end", "put a line \"---\" behind it")
    }

    private mutating func readHeaderLine(
        _ range: Range<Int>,
        at position: TemplatePosition
    ) throws(TemplateError) {
        guard let key = headerKey(in: range) else {
            throw position.error(
                "not a header line",
                "write \"subject: …\", and \"---\" on a line of its own behind the header"
            )
        }
        guard key == "subject" else {
            throw position.error("unknown header \"\(key)\"", "the only header is \"subject\"")
        }
        guard subjectRange == nil else {
            throw position.error("a second subject", "keep one")
        }
        var start = range.lowerBound + key.count + 1
        while start < range.upperBound, characters[start] == " " { start += 1 }
        var end = range.upperBound
        while end > start, characters[end - 1].isWhitespace { end -= 1 }
        subjectRange = start..<end
        subjectPosition = TemplatePosition(
            line: position.line,
            column: start - range.lowerBound + 1
        )
    }

    /// The key of a line `key: …`: ASCII letters, a colon, and a blank or the line's end.
    private func headerKey(in range: Range<Int>) -> String? {
        let line = characters[range]
        let key = line.prefix { $0.isASCII && ($0.isLetter || $0 == "_" || $0 == "-") }
        guard !key.isEmpty, key.endIndex < line.endIndex, line[key.endIndex] == ":" else {
            return nil
        }
        let after = key.endIndex + 1
        return after == line.endIndex || line[after] == " " ? String(key) : nil
    }

    private func line(at start: Int) -> Range<Int> {
        let end = characters[start...].firstIndex(where: \.isNewline) ?? characters.count
        return start..<end
    }
}
