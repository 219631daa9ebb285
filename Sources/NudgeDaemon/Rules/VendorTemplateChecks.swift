internal import NudgeConfig
internal import NudgeCore

/// Checks the words of the variables that gateways of vendors are sent, as templates are checked.
struct VendorTemplateChecks {
    let lint: WordingLint
    /// The gateways' folder.
    let folder: String

    func problems(in gateways: [GatewaySettings]) -> [ConfigProblem] {
        gateways.flatMap { gateway in
            (gateway.http?.templates ?? []).flatMap { template in
                template.parameters.all.flatMap { problems(in: $0, of: template, gateway) }
            }
        }
    }

    /// They were compiled when the file was read.
    private func problems(
        in parameter: VendorTemplate.Parameter,
        of template: VendorTemplate,
        _ gateway: GatewaySettings
    ) -> [ConfigProblem] {
        guard let compiled = try? parameter.compiled(of: template.name) else { return [] }
        return lint.findings(in: compiled, messageClass: .collection).map { finding in
            ConfigProblem(
                severity: finding.severity == .block ? .error : .warning,
                file: "\(folder)/\(gateway.name).yaml",
                line: parameter.line,
                column: parameter.column + (finding.line == 1 ? finding.column - 1 : 0),
                message: "\(finding.phrase) may not be written (\(finding.category))",
                hint: "say it without pressure, and without signs that carriers refuse"
            )
        }
    }
}
