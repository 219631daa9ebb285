internal import NudgeCore

/// Reads a request backwards: finds in it what stood in the places of its form.
///
/// What the form says is constant must be there as it says. Fields that the form does not know are
/// passed over.
struct RequestReader {
    private let form: RequestForm
    private let values: [WireField]
    /// By name; never walked through.
    private let secrets: [String: String]

    /// No vendor takes more recipients in a request.
    private static let recipientsMax = BatchForm.sizeMax

    init(_ form: RequestForm, values: [WireField], secrets: [String: String] = [:]) {
        self.form = form
        self.values = values
        self.secrets = secrets
    }

    /// - Throws: `DialectFault` for the first thing that is not as the form says.
    func read(_ request: DialectRequest) throws(DialectFault) -> WireFinds {
        guard request.method == form.method.name else {
            throw DialectFault("the method is \(request.method), not \(form.method.name)")
        }
        var finds = WireFinds()
        try readPath(request.path, into: &finds)
        guard let query = FormReader.read(Array(request.query.utf8), in: form.charset) else {
            throw DialectFault("the query cannot be read")
        }
        try match(form.url.query + form.query, query, place: "the query", into: &finds)
        for field in form.headers {
            let value = request.header(field.name).map { JSONValue.string($0) }
            try match(field.node, value, "the header \(field.name)", slot: nil, into: &finds)
        }
        try readBody(request, into: &finds)
        verifyDigests(&finds)
        guard finds.each.count <= RequestReader.recipientsMax else {
            throw DialectFault("more than \(RequestReader.recipientsMax) recipients")
        }
        return finds
    }

    /// A digest over a secret is a platform's own way to sign.
    private func verifyDigests(_ finds: inout WireFinds) {
        for digest in finds.digests {
            var context = RequestContext(
                messages: [],
                now: finds.now ?? .distantPast,
                nonce: finds.text("nonce") ?? "",
                values: values,
                secrets: secrets
            )
            context.places = finds.places(of: digest.slot)
            // A value that stands nowhere else cannot be known: then nothing can be said.
            guard let text = try? WireEvaluator(context).texts(digest.node).first else { continue }
            let needsNow = digest.node.names.contains("now")
            if needsNow, finds.now == nil { continue }
            if text != digest.text { finds.hasWrongSecret = true }
        }
    }

    private func readPath(_ path: String, into finds: inout WireFinds) throws(DialectFault) {
        var pieces: [WireTemplate.Piece] = []
        for piece in form.url.path.pieces { pieces.append(piece) }
        let template = WireTemplate(pieces: pieces)
        try match(template, in: path, "the path", slot: nil, into: &finds) { text in
            FormReader.read(Array("a=\(text)".utf8))?.first?.value ?? text
        }
    }

    // MARK: Bodies

    private func readBody(
        _ request: DialectRequest,
        into finds: inout WireFinds
    ) throws(DialectFault) {
        let charset = form.charset
        let type = request.header("content-type") ?? ""
        try checkType(type)
        switch form.body {
        case .none: break
        case .form(let fields):
            guard let pairs = FormReader.read(request.body, in: charset) else {
                throw DialectFault("the body is no form in \(charset.name)")
            }
            try match(fields, pairs, place: "the form", into: &finds)
        case .multipart(let fields):
            guard let pairs = MultipartReader.read(request.body, contentType: type, in: charset)
            else { throw DialectFault("the body is no multipart form in \(charset.name)") }
            try match(fields, pairs, place: "the form", into: &finds)
        case .json(let node):
            guard let tree = WireTree.read(request.body, as: .json, in: charset) else {
                throw DialectFault("the body is no JSON in \(charset.name)")
            }
            try match(node, tree, "the body", slot: nil, into: &finds)
        case .xml(let root):
            guard let tree = WireTree.read(request.body, as: .xml, in: charset) else {
                throw DialectFault("the body is no XML in \(charset.name)")
            }
            try match(root.node, tree, root.name, slot: nil, into: &finds)
        case .text(let template):
            guard case .string(let text)? = WireTree.read(request.body, as: .text, in: charset)
            else { throw DialectFault("the body is no text in \(charset.name)") }
            try match(template, in: text, "the body", slot: nil, into: &finds)
        }
    }

    /// A file's own header of that name is compared as every header.
    private func checkType(_ type: String) throws(DialectFault) {
        guard !form.headers.contains(where: { $0.name.lowercased() == "content-type" }) else {
            return
        }
        let wanted: String? =
            switch form.body {
            case .none: nil
            case .form: "application/x-www-form-urlencoded"
            case .json: "application/json"
            case .multipart: "multipart/form-data"
            case .xml: "application/xml"
            case .text: "text/plain"
            }
        guard let wanted else { return }
        let parts = type.lowercased().split(separator: ";").map { $0.filter { $0 != " " } }
        guard parts.first == wanted else {
            throw DialectFault("the content type is '\(type)', not \(wanted)")
        }
        let charset = parts.first { $0.hasPrefix("charset=") }?.dropFirst(8) ?? "utf-8"
        guard charset == form.charset.name else {
            throw DialectFault("the character set is \(charset), not \(form.charset.name)")
        }
    }

    // MARK: Fields

    private func match(
        _ fields: [WireField],
        _ pairs: [WirePair],
        place: String,
        into finds: inout WireFinds
    ) throws(DialectFault) {
        for field in fields {
            let found = pairs.filter { $0.name == field.name }.map { JSONValue.string($0.value) }
            let value: JSONValue? = found.count > 1 ? .array(found) : found.first
            try match(field.node, value, "'\(field.name)' of \(place)", slot: nil, into: &finds)
        }
    }

    // MARK: Nodes

    private func match(
        _ node: WireNode,
        _ value: JSONValue?,
        _ name: String,
        slot: Int?,
        into finds: inout WireFinds
    ) throws(DialectFault) {
        switch node {
        case .template(let template):
            if let place = template.solePlace {
                if let value { try bind(place, value, name, slot: slot, into: &finds) }
            } else {
                guard let text = value?.plainText else {
                    guard template.constant != "" else { return }
                    throw DialectFault("\(name) is missing")
                }
                try match(template, in: text, name, slot: slot, into: &finds)
            }
        case .number(let digits): try expect(digits, value, name)
        case .flag(let flag): try expect(flag ? "true" : "false", value, name)
        case .null: break
        case .list(let nodes): try match(nodes, value, name, slot: slot, into: &finds)
        case .object(let fields):
            for field in fields {
                let inner = value?[field.name]
                try match(field.node, inner, "\(name).\(field.name)", slot: slot, into: &finds)
            }
        case .each(let node, let join):
            for (index, element) in try elements(value, join, name).enumerated() {
                try match(node, element, name, slot: index, into: &finds)
            }
        case .parameters:
            if let value { finds.add("parameters", value, slot: slot) }
        case .json(let node):
            guard let text = value?.plainText, let inner = JSONReader.read(Array(text.utf8)) else {
                throw DialectFault("\(name) holds no JSON")
            }
            try match(node, inner, name, slot: slot, into: &finds)
        case .base64(let node):
            guard let text = value?.plainText, let bytes = Base64.decode(text) else {
                throw DialectFault("\(name) holds no base 64")
            }
            let inner = JSONValue.string(String(decoding: bytes, as: UTF8.self))
            if case .template = node {
                try match(node, inner, name, slot: slot, into: &finds)
            } else {
                try match(.json(node), inner, name, slot: slot, into: &finds)
            }
        // Nothing can be read out of it; it is made again when all else is known.
        case .digest:
            guard let text = value?.plainText else { throw DialectFault("\(name) is missing") }
            finds.digests.append(WireFinds.Digest(node: node, text: text, slot: slot))
        }
    }

    private func match(
        _ nodes: [WireNode],
        _ value: JSONValue?,
        _ name: String,
        slot: Int?,
        into finds: inout WireFinds
    ) throws(DialectFault) {
        let elements = value.map { value in
            if case .array(let elements) = value { elements } else { [value] }
        }
        // One that had no value was left out: then it cannot be told which.
        guard let elements, elements.count == nodes.count else { return }
        for (node, element) in zip(nodes, elements) {
            try match(node, element, name, slot: slot, into: &finds)
        }
    }

    private func elements(
        _ value: JSONValue?,
        _ join: String?,
        _ name: String
    ) throws(DialectFault) -> [JSONValue] {
        guard let value else { throw DialectFault("\(name) is missing") }
        if let join {
            return value.plainText.split(separator: join, omittingEmptySubsequences: false)
                .map { .string(String($0)) }
        }
        if case .array(let elements) = value { return elements }
        return [value]
    }

    private func expect(
        _ text: String,
        _ value: JSONValue?,
        _ name: String
    ) throws(DialectFault) {
        guard value?.plainText == text else {
            let found = value.map { "'\(Masked.text($0.plainText))'" } ?? "missing"
            throw DialectFault("\(name) is \(found), not '\(text)'")
        }
    }

    // MARK: Texts

    /// Finds the places of a template within a text: each reaches to the next constant part.
    private func match(
        _ template: WireTemplate,
        in text: String,
        _ name: String,
        slot: Int?,
        into finds: inout WireFinds,
        decode: (String) -> String = { $0 }
    ) throws(DialectFault) {
        var rest = text[...]
        let pieces = template.pieces
        for (index, piece) in pieces.enumerated() {
            switch piece {
            case .text(let constant):
                guard rest.hasPrefix(constant) else {
                    throw DialectFault("\(name) has no '\(constant)' where the file has it")
                }
                rest = rest.dropFirst(constant.count)
            case .place(let place):
                var end = rest.endIndex
                if let known = known(place) {
                    guard rest.hasPrefix(known) else {
                        throw DialectFault("\(name) does not hold \(place.name)")
                    }
                    end = rest.index(rest.startIndex, offsetBy: known.count)
                } else if index + 1 < pieces.count, case .text(let next) = pieces[index + 1] {
                    guard let found = rest.firstRange(of: next) else {
                        throw DialectFault("\(name) has no '\(next)' where the file has it")
                    }
                    end = found.lowerBound
                }
                let found = JSONValue.string(decode(String(rest[..<end])))
                try bind(place, found, name, slot: slot, into: &finds)
                rest = rest[end...]
            }
        }
        guard rest.isEmpty else { throw DialectFault("\(name) is longer than the file has it") }
    }

    /// What a place must hold: a value of the file, when nothing is done to it.
    private func known(_ place: WirePlace) -> String? {
        guard place.filters.isEmpty, place.name.hasPrefix(WireNames.values) else { return nil }
        return constant(place.name)
    }

    private func constant(_ name: String) -> String? {
        let node = values.first { name.dropFirst(WireNames.values.count) == $0.name }?.node
        return switch node {
        case .template(let template)?: template.constant
        case .number(let digits)?: digits
        case .flag(let flag)?: flag ? "true" : "false"
        default: nil
        }
    }

    private func bind(
        _ place: WirePlace,
        _ value: JSONValue,
        _ name: String,
        slot: Int?,
        into finds: inout WireFinds
    ) throws(DialectFault) {
        if place.name == "now", let now = UndoneFilters.instant(place.filters, value) {
            finds.now = now
        }
        if place.name == WireNames.at { finds.since = UndoneFilters.day(place.filters, value) }
        guard let plain = UndoneFilters.undo(place.filters, value) else { return }
        if place.name.hasPrefix(WireNames.values) {
            guard constant(place.name).map({ $0 == plain.plainText }) ?? true else {
                throw DialectFault("\(name) is not \(place.name) of the file")
            }
            return
        }
        if place.name.hasPrefix(WireNames.secrets) {
            let secret = secrets[String(place.name.dropFirst(WireNames.secrets.count))]
            if secret != plain.plainText { finds.hasWrongSecret = true }
            return
        }
        finds.add(place.name, plain, slot: slot)
    }
}
