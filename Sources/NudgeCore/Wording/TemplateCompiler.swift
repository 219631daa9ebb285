/// Turns tokens into a program, and refuses all that could go wrong when it runs.
struct TemplateCompiler {
    private var program = TemplateProgram()
    private var open: [OpenSection] = []

    private struct OpenSection {
        var variable: TemplateVariable
        var isInverted: Bool
        var operation: Int
        var position: TemplatePosition
    }

    static func program(of tokens: [TemplateToken]) throws(TemplateError) -> TemplateProgram {
        var compiler = TemplateCompiler()
        for token in StandaloneTags.trimmed(tokens) { try compiler.add(token) }
        if let section = compiler.open.last {
            throw section.position.error(
                "section \(section.variable.chineseName) is not closed",
                "close it with {{/\(section.variable.chineseName)}}"
            )
        }
        try compiler.checkConditions(tokens)
        try compiler.checkList(tokens)
        return compiler.program
    }

    static func subject(of tokens: [TemplateToken]?) throws(TemplateError) -> TemplateProgram? {
        guard let tokens else { return nil }
        return try program(of: tokens)
    }

    private mutating func add(_ token: TemplateToken) throws(TemplateError) {
        switch token.kind {
        case .text: program.append(text: token.content)
        case .comment: break
        case .value: try addValue(token)
        case .open: try openSection(token, isInverted: false)
        case .inverted: try openSection(token, isInverted: true)
        case .close: try closeSection(token)
        }
    }

    private mutating func addValue(_ token: TemplateToken) throws(TemplateError) {
        let parts = token.content.split(
            separator: "|",
            maxSplits: 1,
            omittingEmptySubsequences: false
        )
        let variable = try variable(String(parts[0]), at: token.contentPosition)
        guard variable.type != .flag, variable.type != .list else {
            throw token.contentPosition.error(
                "\(variable.chineseName) is \(variable.type.phrase) and cannot be written",
                "open a section with it: {{#\(variable.chineseName)}}"
            )
        }
        var form = ValueForm.plain
        if parts.count == 2 {
            var position = token.contentPosition
            position.column += parts[0].count + 1 + parts[1].prefix { $0 == " " }.count
            form = try self.form(String(parts[1]), of: variable, at: position)
        }
        program.operations.append(.value(variable, form))
    }

    private mutating func openSection(
        _ token: TemplateToken,
        isInverted: Bool
    ) throws(TemplateError) {
        let variable = try variable(token.content, at: token.contentPosition)
        guard variable.type.opensSections else {
            throw token.contentPosition.error(
                "\(variable.chineseName) is \(variable.type.phrase) and opens no section",
                "sections take conditions, texts, numbers and 明细"
            )
        }
        if variable == .debts {
            guard !isInverted else {
                throw token.contentPosition.error(
                    "明细 cannot be inverted",
                    "a message has at least one debt; {{^多笔}} is for just one"
                )
            }
            if isInDebts {
                throw token.contentPosition.error("明细 inside 明细", "close the first one before")
            }
        }
        let section = OpenSection(
            variable: variable,
            isInverted: isInverted,
            operation: program.operations.count,
            position: token.position
        )
        program.operations.append(
            variable == .debts
                ? .debts(end: 0) : .section(variable, inverted: isInverted, end: 0)
        )
        open.append(section)
    }

    private mutating func closeSection(_ token: TemplateToken) throws(TemplateError) {
        guard let section = open.last else {
            throw token.position.error("closes a section that is not open", "remove it")
        }
        guard TemplateVariable(named: token.content) == section.variable else {
            throw token.contentPosition.error(
                "closes \"\(token.content)\", but \(section.variable.chineseName) is open "
                    + "since line \(section.position.line)",
                "write {{/\(section.variable.chineseName)}}"
            )
        }
        open.removeLast()
        program.closeSection(openedAt: section.operation)
    }

    private var isInDebts: Bool { open.contains { $0.variable == .debts } }

    private func variable(
        _ written: String,
        at position: TemplatePosition
    ) throws(TemplateError) -> TemplateVariable {
        let name = written.trimmedBlanks
        guard let variable = TemplateVariable(named: name) else {
            throw position.error("unknown variable \"\(name)\"", variableHint(name))
        }
        if variable.isOnlyInDebts && !isInDebts {
            throw position.error(
                "\(variable.chineseName) stands outside 明细",
                "it counts the debts of a list: use it between {{#明细}} and {{/明细}}"
            )
        }
        return variable
    }

    private func variableHint(_ name: String) -> String {
        if name.contains("｜") { return "write | in half-width" }
        let candidates = TemplateVariable.allCases.flatMap { [$0.chineseName, $0.englishName] }
        return EditDistance.nearest(to: name, in: candidates).map { "did you mean \"\($0)\"?" }
            ?? "variables: " + TemplateVariable.allCases.map(\.chineseName).joined(separator: " ")
    }

    private func form(
        _ written: String,
        of variable: TemplateVariable,
        at position: TemplatePosition
    ) throws(TemplateError) -> ValueForm {
        let name = written.trimmedBlanks
        let fitting = ValueForm.allCases.filter { $0.type == variable.type }
        let names = fitting.flatMap(\.names)
        let offer =
            names.isEmpty
            ? "\(variable.chineseName) takes no formatter"
            : "\(variable.chineseName) takes: " + names.joined(separator: " ")
        guard let form = ValueForm(named: name) else {
            let nearest = EditDistance.nearest(to: name, in: names)
            throw position.error(
                "unknown formatter \"\(name)\"",
                nearest.map { "did you mean \"\($0)\"?" } ?? offer
            )
        }
        guard form.type == variable.type else {
            throw position.error(
                "formatter \(name) is not for \(variable.type.phrase)",
                offer
            )
        }
        return form
    }

    /// Bounds the combinations that the longest result must try.
    private func checkConditions(_ tokens: [TemplateToken]) throws(TemplateError) {
        let count = program.conditions.count
        guard count > TemplateProgram.conditionsMax, let first = tokens.first else { return }
        throw first.position.error(
            "\(count) different conditions; at most \(TemplateProgram.conditionsMax)",
            "make two templates of it"
        )
    }

    /// A list shows some debts only, so a template must say what is left.
    private func checkList(_ tokens: [TemplateToken]) throws(TemplateError) {
        guard program.listsDebts, !program.written.contains(.otherCount),
            !program.conditions.contains(.otherCount),
            let list = tokens.first(where: {
                $0.kind == .open && TemplateVariable(named: $0.content) == .debts
            })
        else { return }
        throw list.position.error(
            "明细 lists at most \(TemplateProgram.debtsMax) debts, and nothing tells of the others",
            "add {{#其余笔数}}另有{{其余笔数}}笔，合计{{其余金额}}{{/其余笔数}}"
        )
    }
}

extension String {
    /// Without blanks and tabs at both ends.
    var trimmedBlanks: String {
        var text = self[...]
        while let character = text.first, character == " " || character == "\t" {
            text.removeFirst()
        }
        while let character = text.last, character == " " || character == "\t" {
            text.removeLast()
        }
        return String(text)
    }
}
