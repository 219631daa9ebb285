internal import NudgeCore

extension RequestForm {
    /// Whether a place of this name stands in its body.
    func names(_ name: String) -> Bool {
        switch body {
        case .none: false
        case .form(let fields), .multipart(let fields):
            fields.contains { $0.node.names.contains(name) }
        case .json(let node): node.names.contains(name)
        case .xml(let root): root.node.names.contains(name)
        case .text(let template): template.names.contains(name)
        }
    }
}

extension WireNode {
    /// The names of all places in it.
    var names: [String] {
        switch self {
        case .template(let template): template.names
        case .number, .flag, .null: []
        case .list(let nodes): nodes.flatMap(\.names)
        case .object(let fields): fields.flatMap(\.node.names)
        case .each(let node, _), .parameters(let node), .json(let node), .base64(let node),
            .digest(_, let node):
            node.names
        }
    }
}
