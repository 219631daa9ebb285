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
