internal import NudgeCore

/// Reads the section `templates` of a gateway's file: our templates in the vendor's terms.
struct VendorTemplateReader {
    /// More is a folder, not a gateway.
    private static let templatesMax = 1000
    private static let parametersMax = 64

    func templates(_ value: YAMLValue) -> [VendorTemplate] {
        let entries = value.entries(keyName: "template") ?? []
        if entries.isEmpty && value.isMapping {
            value.fail("'templates' is empty", hint: "leave it out, or name some")
        }
        guard entries.count <= VendorTemplateReader.templatesMax else {
            value.fail("more than \(VendorTemplateReader.templatesMax) templates")
            return []
        }
        return entries.compactMap { template($0.key, $0.value) }
    }

    private func template(_ key: YAMLValue, _ value: YAMLValue) -> VendorTemplate? {
        guard let map = value.mapping(["code", "parameters"]) else { return nil }
        let code = map.required("code")?.text()
        let parameters = map.optional("parameters").map { self.parameters($0, of: value.name) }
        guard let code else { return nil }
        guard code.unicodeScalars.allSatisfy({ $0.value >= 32 && $0.value != 127 }) else {
            map.optional("code")?.fail("a code holds no control characters")
            return nil
        }
        return VendorTemplate(
            name: value.name,
            code: code,
            parameters: parameters ?? .list([]),
            line: key.line,
            column: key.column
        )
    }

    private func parameters(_ value: YAMLValue, of name: String) -> VendorTemplate.Parameters {
        if value.isMapping {
            let entries = value.entries(keyName: "parameter") ?? []
            return .named(entries.compactMap { parameter($0.value, $0.value.name, of: name) })
        }
        let elements = value.list() ?? []
        if elements.count > VendorTemplateReader.parametersMax {
            value.fail("more than \(VendorTemplateReader.parametersMax) parameters")
        }
        return .list(
            elements.enumerated().compactMap { parameter($1, String($0 + 1), of: name) }
        )
    }

    private func parameter(
        _ value: YAMLValue,
        _ name: String,
        of template: String
    ) -> VendorTemplate.Parameter? {
        guard let source = value.text() else { return nil }
        let parameter = VendorTemplate.Parameter(
            name: name,
            source: source,
            line: value.line,
            column: value.column + (value.isPlain ? 0 : 1)
        )
        do throws(TemplateError) {
            _ = try parameter.compiled(of: template)
        } catch {
            value.fail(error.message, hint: error.hint, at: error)
            return nil
        }
        if let problem = VendorVariable.problem(in: source) {
            value.fail(
                problem,
                hint: "write it into the template that the vendor approves"
            )
            return nil
        }
        return parameter
    }
}

extension YAMLValue {
    /// A problem within this text, whose own first line is the first of the error's lines.
    fileprivate func fail(_ message: String, hint: String, at error: TemplateError) {
        let isFirst = error.line == 1 && rawText?.contains("\n") != true
        fail(
            message,
            hint: hint,
            columnOffset: isFirst ? error.column - 1 + (isPlain ? 0 : 1) : 0
        )
    }
}
