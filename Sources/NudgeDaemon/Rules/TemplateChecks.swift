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
            var template = try MessageTemplate(name: name, channel: channel, source: source.text)
            var problems = check(template, source, in: source.path, context)
            if let html = source.html {
                problems += add(html, to: &template, source, context)
            }
            templates[source.name] = template
            return problems
        } catch {
            return [TemplateChecks.problem(error, in: source.path)]
        }
    }

    /// Compiles the HTML part, and checks it as the text is checked.
    private func add(
        _ html: String,
        to template: inout MessageTemplate,
        _ source: TemplateSource,
        _ context: TemplateContext
    ) -> [ConfigProblem] {
        do throws(TemplateError) {
            try template.addHTML(html)
        } catch {
            return [TemplateChecks.problem(error, in: source.htmlPath)]
        }
        guard let part = template.htmlTemplate else { return [] }
        return check(part, source, in: source.htmlPath, context)
    }

    private static func problem(_ error: TemplateError, in file: String) -> ConfigProblem {
        ConfigProblem(
            file: file,
            line: error.line,
            column: error.column,
            message: error.message,
            hint: error.hint
        )
    }

    /// A template may serve notices and collection alike: the stricter reading counts.
    private func check(
        _ template: MessageTemplate,
        _ source: TemplateSource,
        in file: String,
        _ context: TemplateContext
    ) -> [ConfigProblem] {
        let lint = WordingLint(words: context.rulebooks.flatMap(\.forbiddenWords))
        var problems: [ConfigProblem] = []
        for finding in lint.findings(in: template, messageClass: .collection) {
            problems.append(
                ConfigProblem(
                    severity: finding.severity == .block ? .error : .warning,
                    file: file,
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
                    file: file,
                    message: "the message must say \(element.variable)",
                    hint: "write {{\(element.variable)}} (\(element.basis.source))"
                )
            )
        }
        return problems
    }
}
