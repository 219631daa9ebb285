/// A message in words, with variables: Mustache in form, compiled strictly.
///
///     subject: {{机构}}还款提醒
///     ---
///     您尾号{{尾号}}的{{产品}}应还{{金额}}，到期日{{到期日|月日}}。
///
/// All that can be wrong is found when it is compiled, with line, column and hint; what a value
/// may still lack when it runs is thrown and never left blank. Nothing is escaped: the channels
/// carry plain text, but for an e-mail's HTML part. It knows its own longest result, so the number of SMS segments is known
/// before sending.
package struct MessageTemplate: Sendable {
    /// The path below `Templates/` without channel and ending: `early/first`.
    package let name: String
    package let channel: Channel
    let subject: TemplateProgram?
    let body: TemplateProgram
    /// The source with each tag's characters blotted out, for the lint: same lines and columns.
    let blotted: String
    /// An e-mail's; `nil`: it is plain text.
    private(set) var html: HTMLPart?

    /// What stands for a tag's character in `blotted`.
    static let blot: Character = "\u{FFFC}"

    /// Compiles the text of a file.
    ///
    /// A byte order mark and CR LF line ends are taken; blank lines around the body are dropped.
    /// - Throws: The first `TemplateError`, in order of the text.
    package init(name: String, channel: Channel, source: String) throws(TemplateError) {
        let source = try TemplateSource(source, channel: channel)
        self.name = name
        self.channel = channel
        let subjectTokens = try source.subjectTokens()
        subject = try TemplateCompiler.subject(of: subjectTokens)
        let bodyTokens = try source.bodyTokens()
        body = try TemplateCompiler.program(of: bodyTokens)
        blotted = MessageTemplate.blot((subjectTokens ?? []) + bodyTokens)
    }

    private init(_ html: HTMLPart, of template: MessageTemplate) {
        name = template.name
        channel = template.channel
        subject = nil
        body = html.program
        blotted = html.blotted
    }

    /// Adds the HTML part of an e-mail: the text of a file of its own.
    ///
    /// Throws the first `TemplateError` of that file; it must write the variables that the text
    /// writes, and no others.
    package mutating func addHTML(_ text: String) throws(TemplateError) {
        guard channel == .email else {
            throw TemplatePosition().error("only an e-mail has an HTML part", "remove the file")
        }
        let part = try HTMLPart(text)
        let (mine, other) = (Set(part.program.written), Set(body.written))
        for variable in TemplateVariable.allCases
        where mine.contains(variable) != other.contains(variable) {
            throw TemplatePosition().error(
                mine.contains(variable)
                    ? "the text does not say \(variable.chineseName)"
                    : "the HTML part does not say \(variable.chineseName)",
                "both parts of a mail say the same"
            )
        }
        html = part
    }

    /// The HTML part as a template of its own: for the checks of its words.
    package var htmlTemplate: MessageTemplate? { html.map { MessageTemplate($0, of: self) } }

    /// The variables that it writes, in order of declaration.
    package var variables: [TemplateVariable] {
        let all = Set(body.written + (subject?.written ?? []))
        return TemplateVariable.allCases.filter { all.contains($0) }
    }

    static func blot(_ tokens: [TemplateToken]) -> String {
        var text = ""
        var position = TemplatePosition()
        for token in tokens {
            // What lies between two tokens is a tag, the header's key, or dropped blank lines.
            while position.line < token.position.line {
                text.append("\n")
                position.advance(over: "\n")
            }
            while position.column < token.position.column {
                text.append(blot)
                position.column += 1
            }
            guard token.kind == .text else { continue }
            for character in token.content {
                text.append(character)
                position.advance(over: character)
            }
        }
        return text
    }
}
