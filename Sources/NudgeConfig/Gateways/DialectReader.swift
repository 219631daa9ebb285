internal import NudgeCore

/// Reads the section `dialect` of a gateway's file: docs/rehearsal.md.
struct DialectReader {
    /// `values.NAME` of the file.
    let valueNames: [String]
    /// The names of its callbacks.
    let callbacks: [String]

    private static let keys = ["id", "answers", "recipients", "token", "callbacks"]
    private static let sampleKeys = ["status", "headers", "query", "charset"]
    private static let bodies = ["form", "json", "xml", "text"]
    private static let places = [
        "id", "hash", "number", "to", "reference", "subject", "content", "code", "now", "nonce",
        "text", "wait", "token", "recipients", "refused",
    ]

    private var names: [String] { DialectReader.places + valueNames }
    private var node: WireNodeReader { WireNodeReader(names: names, allowsEach: false) }

    func form(_ value: YAMLValue) -> DialectForm? {
        guard let map = value.mapping(DialectReader.keys) else { return nil }
        var form = DialectForm(answers: [], line: value.line, column: value.column)
        if let id = map.optional("id").flatMap(node.template) { form.id = id }
        form.answers = map.required("answers").map(answers) ?? []
        form.recipients = map.optional("recipients").map(recipients) ?? []
        form.token = map.optional("token").flatMap(sample)
        form.posts = map.optional("callbacks").map(posts) ?? []
        if !form.answers.isEmpty, form.answer(.accepted) == nil {
            map.key("answers")?.fail("a dialect needs a sample of class 'accepted'")
        }
        return form
    }

    // MARK: Answers

    private func answers(_ value: YAMLValue) -> [DialectForm.Answer] {
        classes(value).compactMap { answerClass, value in
            sample(value).map { DialectForm.Answer(answerClass, $0) }
        }
    }

    private func recipients(_ value: YAMLValue) -> [DialectForm.Recipient] {
        classes(value).compactMap { answerClass, value in
            node.node(value).map {
                DialectForm.Recipient(answerClass, $0, line: value.line, column: value.column)
            }
        }
    }

    /// The entries of a mapping whose keys are classes of answers.
    private func classes(_ value: YAMLValue) -> [(AnswerRule.Class, YAMLValue)] {
        (value.entries(keyName: "class") ?? []).compactMap { key, value in
            key.word(of: AnswerRule.Class.allCases, named: \.name).map { ($0, value) }
        }
    }

    // MARK: Callbacks

    private func posts(_ value: YAMLValue) -> [DialectForm.Post] {
        var posts: [DialectForm.Post] = []
        for (key, value) in value.entries(keyName: "callback") ?? [] {
            guard let name = key.word(of: callbacks, named: \.self) else { continue }
            for (key, value) in value.entries(keyName: "sample") ?? [] {
                let kinds = DialectForm.Post.Kind.allCases
                guard let kind = key.word(of: kinds, named: \.name) else { continue }
                if posts.contains(where: { $0.kind == kind }) {
                    key.fail("there is a sample of '\(kind.name)' already")
                    continue
                }
                guard let sample = sample(value) else { continue }
                posts.append(DialectForm.Post(callback: name, kind: kind, sample: sample))
            }
        }
        return posts
    }

    // MARK: Samples

    private func sample(_ value: YAMLValue) -> DialectForm.Sample? {
        let known = DialectReader.sampleKeys + DialectReader.bodies
        guard let map = value.mapping(known) else { return nil }
        let status = map.optional("status")?.integer(in: 200...599)
        var message = RequestForm(url: URLForm(host: "vendor"))
        message.headers = map.optional("headers").map(node.fields) ?? []
        message.query = map.optional("query").map(node.fields) ?? []
        if let charset = map.optional("charset")?.word(of: WireCharset.allCases, named: \.name) {
            message.charset = charset
        }
        guard let body = body(map) else { return nil }
        message.body = body
        return DialectForm.Sample(
            status: status ?? 200,
            message: message,
            line: value.line,
            column: value.column
        )
    }

    private func body(_ map: YAMLMapping) -> BodyForm? {
        let given = DialectReader.bodies.filter(map.has)
        if given.count > 1, let second = map.key(given[1]) {
            second.fail("a sample has one body, not '\(given[0])' and '\(given[1])'")
            return nil
        }
        guard let kind = given.first, let value = map.optional(kind) else { return BodyForm.none }
        switch kind {
        case "form": return .form(node.fields(value))
        case "json": return node.node(value).map { .json($0) }
        case "xml":
            guard case .object(let fields)? = node.node(value), fields.count == 1 else {
                value.fail("'xml' holds one element with all others inside")
                return nil
            }
            return .xml(fields[0])
        default: return node.template(value).map { .text($0) }
        }
    }
}
