internal import NudgeCore

/// What is wrong between a strategy and gateways that send only templates which they map.
struct VendorTemplateMap {
    let strategy: Strategy
    /// Those of the templates' folder, such as `early/first.sms`; `nil`: they could not be listed.
    let templates: [String]?

    /// A step that could leave through a gateway without a code for its template; and codes for
    /// templates that are not there.
    func problems(of gateway: GatewaySettings, file: String) -> [ConfigProblem] {
        guard let mapped = gateway.http?.templates, !mapped.isEmpty else { return [] }
        return missing(gateway, mapped, file) + unknown(gateway, mapped, file)
    }

    private func missing(
        _ gateway: GatewaySettings,
        _ mapped: [VendorTemplate],
        _ file: String
    ) -> [ConfigProblem] {
        let names = mapped.map(\.name)
        var told: Set<String> = []
        var problems: [ConfigProblem] = []
        for tier in strategy.tiers {
            for step in tier.steps {
                for channel in step.channels where gateway.channels.contains(channel.channel) {
                    let name = channel.template
                    guard !names.contains(name), told.insert(name).inserted else { continue }
                    problems.append(
                        ConfigProblem(
                            file: file,
                            line: mapped[0].line,
                            column: mapped[0].column,
                            message: "no code for the template '\(name)', which tier \(tier.name)"
                                + " sends by \(channel.channel.name)",
                            hint: "name it under 'templates', or take \(channel.channel.name) out"
                                + " of 'channels'"
                        )
                    )
                }
            }
        }
        return problems
    }

    private func unknown(
        _ gateway: GatewaySettings,
        _ mapped: [VendorTemplate],
        _ file: String
    ) -> [ConfigProblem] {
        guard let templates else { return [] }
        let channels = Channel.allCases.filter(gateway.channels.contains)
        let known = templates.compactMap { name in
            channels.first { name.hasSuffix(".\($0.name)") }
                .map { String(name.dropLast($0.name.count + 1)) }
        }
        return mapped.filter { !known.contains($0.name) }.map { template in
            ConfigProblem(
                severity: .warning,
                file: file,
                line: template.line,
                column: template.column,
                message: "there is no template '\(template.name)' for this gateway's channels",
                hint: NearestWord.find(template.name, in: known)
                    .map { "did you mean '\($0)'?" } ?? "take it out, or write it"
            )
        }
    }
}
