internal import NudgeCore

/// Puts values into the places of a request's parts.
///
/// A part that is one place without a value is left out: `nil`. A text around such a place cannot
/// be written, except that a message without a subject has an empty one.
struct WireEvaluator {
    let context: RequestContext
    /// Whose values the message's places have; `nil` in a request that carries none.
    let message: OutgoingMessage?
    /// The variable that `${parameter}` stands for.
    private var parameter: JSONValue?

    init(_ context: RequestContext) {
        self.context = context
        message = context.messages.first
    }

    private init(_ context: RequestContext, _ message: OutgoingMessage) {
        self.context = context
        self.message = message
    }

    private func with(parameter: JSONValue) -> WireEvaluator {
        var evaluator = self
        evaluator.parameter = parameter
        return evaluator
    }

    // MARK: Parts

    /// A node as JSON; places keep their value's type.
    func json(_ node: WireNode) throws(RequestFault) -> JSONValue? {
        switch node {
        case .template(let template): return try value(template)
        case .number(let digits): return .number(digits)
        case .flag(let flag): return .bool(flag)
        case .null: return .null
        case .list(let nodes):
            var values: [JSONValue] = []
            for node in nodes {
                if let value = try json(node) { values.append(value) }
            }
            return .array(values)
        case .object(let fields):
            var members: [JSONMember] = []
            for field in fields {
                guard let value = try json(field.node) else { continue }
                members.append(JSONMember(name: field.name, value: value))
            }
            return .object(members)
        case .each(let node, let join):
            let values = try each(node)
            return join.map { .string(values.map(\.plainText).joined(separator: $0)) }
                ?? .array(values)
        case .parameters(let node): return try parameters(node)
        case .json(let node):
            return try json(node).map { .string(String(decoding: $0.bytes, as: UTF8.self)) }
        case .base64(let node):
            return try json(node).map { .string(Base64.encode($0.plainText.utf8)) }
        case .digest(let digest, let node):
            return try json(node).map { .string(digest.hex(of: Array($0.plainText.utf8))) }
        }
    }

    /// A node as texts: none where it is left out, several for a list.
    func texts(_ node: WireNode) throws(RequestFault) -> [String] {
        switch try json(node) {
        case nil, .null?: []
        case .array(let values)?: values.map(\.plainText)
        case let value?: [value.plainText]
        }
    }

    /// One value for each message; none may be missing, or lists that belong together would shift.
    private func each(_ node: WireNode) throws(RequestFault) -> [JSONValue] {
        var values: [JSONValue] = []
        for message in context.messages {
            guard let value = try WireEvaluator(context, message).json(node) else {
                throw .unfit(place: "$each", reason: "a recipient has no value for it")
            }
            values.append(value)
        }
        return values
    }

    private func parameters(_ node: WireNode) throws(RequestFault) -> JSONValue? {
        switch message?.parameters?.json {
        case .array(let values)?:
            var elements: [JSONValue] = []
            for value in values {
                elements.append(try with(parameter: value).json(node) ?? .null)
            }
            return .array(elements)
        case .object(let members)?:
            var result: [JSONMember] = []
            for member in members {
                let value = try with(parameter: member.value).json(node) ?? .null
                result.append(JSONMember(name: member.name, value: value))
            }
            return .object(result)
        default: return nil
        }
    }

    /// The evaluators of the messages, for what repeats whole elements.
    var forEach: [WireEvaluator] { context.messages.map { WireEvaluator(context, $0) } }

    // MARK: Texts

    /// A template as one value: that of its place where this is all, else a text.
    func value(_ template: WireTemplate) throws(RequestFault) -> JSONValue? {
        if let place = template.solePlace { return try value(place)?.json }
        return .string(try text(template))
    }

    /// A template as a text; every place must have a value.
    func text(_ template: WireTemplate) throws(RequestFault) -> String {
        var text = ""
        for piece in template.pieces {
            switch piece {
            case .text(let plain): text += plain
            case .place(let place): text += try self.text(of: place)
            }
        }
        return text
    }

    /// The value of a place as a text.
    func text(of place: WirePlace) throws(RequestFault) -> String {
        if let value = try value(place) { return value.json.plainText }
        guard place.name == "subject" else { throw .noValue(place: place.name) }
        return ""
    }

    // MARK: Places

    func value(_ place: WirePlace) throws(RequestFault) -> WireValue? {
        guard var value = try named(place.name) else { return nil }
        for filter in place.filters {
            guard let filtered = filter.applied(to: value, now: context.now) else {
                throw .unfit(place: place.name, reason: "the filter cannot be applied to it")
            }
            value = filtered
        }
        return value
    }

    private func named(_ name: String) throws(RequestFault) -> WireValue? {
        if let value = context.places[name] { return value }
        switch name {
        case "now": return .instant(context.now)
        case "nonce": return .text(context.nonce)
        case WireNames.at: return context.at.map { .instant($0) }
        case "expires": return context.expires.map { .instant($0) }
        case "callback": return context.callback.map { .text($0) }
        case WireNames.mark: return context.mark
        case WireNames.parameter: return parameter.map { .json($0) }
        case WireNames.assertion: return context.assertion.map { .text($0) }
        case WireNames.token:
            guard let token = context.token else { throw .noValue(place: name) }
            return .text(token)
        default: break
        }
        if name.hasPrefix(WireNames.values) {
            let node = context.values.first { name.dropFirst(7) == $0.name }?.node
            return try node.flatMap { (node) throws(RequestFault) in try json(node) }
                .map { .json($0) }
        }
        if name.hasPrefix(WireNames.secrets) {
            guard let secret = context.secrets[String(name.dropFirst(8))] else {
                throw .noValue(place: name)
            }
            return .text(secret)
        }
        return message?.value(name)
    }
}

extension OutgoingMessage {
    /// The words for a vendor that takes HTML alone, line by line as they are.
    private var textAsHTML: String {
        "<div style=\"white-space:pre-wrap\">\(HTMLText.escaped(text))</div>"
    }

    /// What stands in a place of this name; `nil`: nothing.
    fileprivate func value(_ name: String) -> WireValue? {
        switch name {
        case "to": .text(address)
        case "reference": .text(wireID)
        case "subject": subject.map { .text($0) }
        case "content": .text(text)
        case WireNames.html: channel == .email ? .text(html ?? textAsHTML) : nil
        case "code": code.map { .text($0) }
        case "parameters": parameters.map { .json($0.json) }
        case "template": .text(template)
        case "class": .text(messageClass.name)
        case "channel": .text(channel.name)
        case "segments": .json(.number(String(segments)))
        case "currency": currency.map { .text($0) }
        default: nil
        }
    }
}
