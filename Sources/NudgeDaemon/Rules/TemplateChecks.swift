internal import NudgeConfig
internal import NudgeCore

/// Compiles templates while the configuration is loaded, and checks their words.
///
/// Used by one thread, for one loading.
final class TemplateChecks {
    /// Those that compiled, by `path.channel`.
    private(set) var templates: [String: MessageTemplate] = [:]

    func compile(_ source: TemplateSource, _ context: TemplateContext) -> [ConfigProblem] {
        guard let dot = source.name.lastIndex(of: "."),
            let channel = Channel(name: String(source.name[source.name.index(after: dot)...]))
        else {
            return [
                ConfigProblem(
                    file: source.path,
                    message: "the file's name does not say the channel",
                    hint: "name it such as early/first.sms.mustache"
                )
            ]
        }
        do throws(TemplateError) {
            let name = String(source.name[..<dot])
            let template = try MessageTemplate(name: name, channel: channel, source: source.text)
            templates[source.name] = template
            return check(template, channel, source, context)
        } catch {
            return [
                ConfigProblem(
                    file: source.path,
                    line: error.line,
                    column: error.column,
                    message: error.message,
                    hint: error.hint
                )
            ]
        }
    }

    /// A template may serve notices and collection alike: the stricter reading counts.
    private func check(
        _ template: MessageTemplate,
        _ channel: Channel,
        _ source: TemplateSource,
        _ context: TemplateContext
    ) -> [ConfigProblem] {
        let lint = WordingLint(words: context.rulebooks.flatMap(\.forbiddenWords))
        var problems: [ConfigProblem] = []
        for finding in lint.findings(in: template, messageClass: .collection) {
            problems.append(
                ConfigProblem(
                    severity: finding.severity == .block ? .error : .warning,
                    file: source.path,
                    line: finding.line,
                    column: finding.column,
                    message: "\(finding.phrase) may not be written (\(finding.category))",
                    hint: "say it without pressure, and without signs that carriers refuse"
                )
            )
        }
        let required = context.rulebooks.flatMap(\.required)
        let lacking = template.lacking(
            required,
            messageClass: .collection,
            isAnswer: source.isAnswer
        )
        for element in lacking {
            problems.append(
                ConfigProblem(
                    file: source.path,
                    message: "the message must say \(element.variable)",
                    hint: "write {{\(element.variable)}} (\(element.basis.source))"
                )
            )
        }
        return problems
    }
}
