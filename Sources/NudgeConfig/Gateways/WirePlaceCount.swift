internal import NudgeCore

/// Which places a request uses, and which of them under `$each`.
struct WirePlaceCount {
    private(set) var all: Set<String> = []
    private(set) var underEach: Set<String> = []

    init(_ form: RequestForm) {
        add(form.url.path)
        for field in form.url.query + form.headers + form.query { add(field.node, each: false) }
        switch form.body {
        case .none: break
        case .form(let fields), .multipart(let fields):
            for field in fields { add(field.node, each: false) }
        case .json(let node): add(node, each: false)
        case .xml(let root): add(root.node, each: false)
        case .text(let template): add(template)
        }
    }

    private mutating func add(_ template: WireTemplate, each: Bool = false) {
        all.formUnion(template.names)
        if each { underEach.formUnion(template.names) }
    }

    private mutating func add(_ node: WireNode, each: Bool) {
        switch node {
        case .template(let template): add(template, each: each)
        case .number, .flag, .null: break
        case .list(let nodes): for node in nodes { add(node, each: each) }
        case .object(let fields): for field in fields { add(field.node, each: each) }
        case .each(let node, _): add(node, each: true)
        case .parameters(let node):
            all.insert("parameters")
            add(node, each: each)
        case .json(let node), .base64(let node), .digest(_, let node): add(node, each: each)
        }
    }
}
