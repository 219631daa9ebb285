/// The HTML part of an e-mail's template: the file `NAME.email.html` beside `NAME.email.mustache`.
///
/// Compiled as strictly as the text. Values stand in the text between tags alone, and are escaped by
/// construction. Tags and their attributes are of a closed list: nothing is fetched from anywhere,
/// nothing runs.
struct HTMLPart: Sendable {
    let program: TemplateProgram
    /// As `MessageTemplate.blotted`.
    let blotted: String

    /// Throws the first `TemplateError`, in order of the text.
    init(_ text: String) throws(TemplateError) {
        let tokens = try TemplateSource(text, channel: .voice).bodyTokens()
        var check = HTMLCheck()
        for token in tokens { try check.add(token) }
        try check.end()
        program = try TemplateCompiler.program(of: tokens)
        blotted = MessageTemplate.blot(tokens)
    }

    func render(_ values: MessageValues) throws(RenderError) -> String {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(program.literals.count + 512)
        try program.render(values, into: &bytes, escapes: true)
        return String(decoding: bytes, as: UTF8.self)
    }
}

/// Texts in HTML.
package enum HTMLText {
    /// A text as it stands between tags, or in an attribute's quotation marks.
    package static func escaped(_ text: String) -> String {
        var bytes = Array(text.utf8)
        escape(&bytes, from: 0)
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Escapes what was appended to a buffer from an index on.
    static func escape(_ buffer: inout [UInt8], from start: Int) {
        guard buffer[start...].contains(where: { entity($0) != nil }) else { return }
        let plain = buffer[start...]
        buffer.removeSubrange(start...)
        for byte in Array(plain) {
            if let entity = entity(byte) {
                buffer.append(contentsOf: entity.utf8)
            } else {
                buffer.append(byte)
            }
        }
    }

    private static func entity(_ byte: UInt8) -> String? {
        switch byte {
        case UInt8(ascii: "&"): "&amp;"
        case UInt8(ascii: "<"): "&lt;"
        case UInt8(ascii: ">"): "&gt;"
        case UInt8(ascii: "\""): "&quot;"
        case UInt8(ascii: "'"): "&#39;"
        default: nil
        }
    }

    /// What a reader sees: without tags, and with what we escape as it is.
    package static func visible(_ html: String) -> String {
        var text = ""
        var isTag = false
        for character in html {
            if character == "<" {
                isTag = true
            } else if character == ">", isTag {
                isTag = false
            } else if !isTag {
                text.append(character)
            }
        }
        let entities = [
            ("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&nbsp;", " "),
            ("&amp;", "&"),
        ]
        for (entity, plain) in entities { text = text.replacing(entity, with: plain) }
        return text
    }
}
