internal import NudgeCore

/// Reads the section `dialect` of a gateway's file: docs/rehearsal.md.
struct DialectReader {
    /// `values.NAME` of the file.
    let valueNames: [String]
    /// The names of its callbacks.
    let callbacks: [String]

    /// Whether the gateway can ask what became of a message, and is answered with a list.
    let query: Query

    enum Query {
        case none
        /// It has been told what is wrong with it.
        case unread
        case one
        case list
    }

    private static let keys = ["id", "answers", "recipients", "token", "query", "callbacks"]
    private static let sampleKeys = ["status", "headers", "query", "charset"]
    private static let bodies = ["form", "json", "xml", "text"]
    private static let places = [
        "id", "hash", "number", "to", "reference", "subject", "content", "code", "now", "nonce",
        "text", "wait", "token", "recipients", "refused",
    ]

    private var names: [String] { DialectReader.places + valueNames }
    private var node: WireNodeReader { WireNodeReader(names: names, allowsEach: false) }
    /// Of what is said of a message that was asked about.
    private var queryNode: WireNodeReader {
        WireNodeReader(names: names + [WireNames.at, "state", "items"], allowsEach: false)
    }

    func form(_ value: YAMLValue) -> DialectForm? {
        guard let map = value.mapping(DialectReader.keys) else { return nil }
        var form = DialectForm(answers: [], line: value.line, column: value.column)
        if let id = map.optional("id").flatMap(node.template) { form.id = id }
        form.answers = map.required("answers").map(answers) ?? []
        form.recipients = map.optional("recipients").map(recipients) ?? []
        form.token = map.optional("token").flatMap { sample($0, node) }
        form.query = map.optional("query").flatMap(queried)
        form.posts = map.optional("callbacks").map(posts) ?? []
        if !form.answers.isEmpty, form.answer(.accepted) == nil {
            map.key("answers")?.fail("a dialect needs a sample of class 'accepted'")
        }
        return form
    }

    // MARK: Answers

    private func answers(_ value: YAMLValue) -> [DialectForm.Answer] {
        classes(value).compactMap { answerClass, value in
            sample(value, node).map { DialectForm.Answer(answerClass, $0) }
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

    // MARK: Questions

    private func queried(_ value: YAMLValue) -> DialectForm.Query? {
        guard query != .none, query != .unread else {
            if query == .none { value.fail("the gateway asks nothing: it has no 'query'") }
            return nil
        }
        guard let map = value.mapping(["answer", "item", "states", "absent"]) else { return nil }
        if query == .one, let item = map.key("item") {
            item.fail("the gateway's 'query' has no 'items': 'answer' is about one message")
            return nil
        }
        let answer = map.required("answer").flatMap { sample($0, queryNode) }
        let item = query == .list ? map.required("item").flatMap { queryNode.node($0) } : nil
        let states = map.required("states").map(states) ?? []
        let absent = map.optional("absent").map { sample($0, node) }
        guard let answer, !states.isEmpty, (item != nil) == (query == .list) else { return nil }
        if case .some(nil) = absent { return nil }
        return DialectForm.Query(
            answer: answer,
            item: item,
            states: states,
            absent: absent ?? nil
        )
    }

    private func states(_ value: YAMLValue) -> [DialectForm.Query.State] {
        let words: [QueryForm.Word] = [.accepted, .delivered, .undelivered]
        return (value.entries(keyName: "class") ?? []).compactMap { key, value in
            guard let word = key.word(of: words, named: \.name), let text = value.text() else {
                return nil
            }
            return DialectForm.Query.State(word, text)
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
                guard let sample = sample(value, node) else { continue }
                posts.append(DialectForm.Post(callback: name, kind: kind, sample: sample))
            }
        }
        return posts
    }

    // MARK: Samples

    private func sample(
        _ value: YAMLValue,
        _ node: WireNodeReader
    ) -> DialectForm.Sample? {
        let known = DialectReader.sampleKeys + DialectReader.bodies
        guard let map = value.mapping(known) else { return nil }
        let status = map.optional("status")?.integer(in: 200...599)
        var message = RequestForm(url: URLForm(host: "vendor"))
        message.headers = map.optional("headers").map(node.fields) ?? []
        message.query = map.optional("query").map(node.fields) ?? []
        if let charset = map.optional("charset")?.word(of: WireCharset.allCases, named: \.name) {
            message.charset = charset
        }
        guard let body = body(map, node) else { return nil }
        message.body = body
        return DialectForm.Sample(
            status: status ?? 200,
            message: message,
            line: value.line,
            column: value.column
        )
    }

    private func body(_ map: YAMLMapping, _ node: WireNodeReader) -> BodyForm? {
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
