package import NudgeCore

/// One template of a vendor, its variables compiled.
package struct VendorWords: Sendable {
    package let code: String
    /// In the order of the gateway's file.
    package let parameters: [MessageTemplate]
    /// The vendor's names of them; `nil`: they go by position.
    private let names: [String]?

    init(_ template: VendorTemplate) throws(TemplateError) {
        code = template.code
        var parameters: [MessageTemplate] = []
        for parameter in template.parameters.all {
            parameters.append(try parameter.compiled(of: template.name))
        }
        self.parameters = parameters
        switch template.parameters {
        case .list: names = nil
        case .named(let parameters): names = parameters.map(\.name)
        }
    }

    /// The variables with the texts that were rendered of `parameters`, in their order.
    package func outgoing(_ texts: [String]) -> OutgoingParameters {
        precondition(texts.count == parameters.count)
        guard let names else { return .list(texts) }
        return .named(zip(names, texts).map { WirePair($0, $1) })
    }
}
