package import NudgeCore

/// Reads the section `callbacks` of a gateway's file.
package struct CallbackFormReader {
    private let zones: ZoneStore
    private let channels: Set<Channel>
    private let checks: CallbackCheckReader
    let tests = WireTestReader()

    private static let entriesMax = 8
    private static let echoNameMax = 64

    /// - Parameters:
    ///   - zones: Where the zones of local times are found.
    ///   - channels: The gateway's; a reply is of the only one, or says of which.
    ///   - secrets: The names that the file's section `secrets` gives.
    ///   - values: The texts of the section `values` by their names.
    package init(
        zones: ZoneStore,
        channels: Set<Channel>,
        secrets: [String],
        values: [String: String] = [:]
    ) {
        self.zones = zones
        self.channels = channels
        checks = CallbackCheckReader(secrets: secrets, values: values)
    }

    /// In the order of the file; the first also answers at the gateway's own address.
    package func forms(_ value: YAMLValue) -> [CallbackForm] {
        guard let elements = value.list() else { return [] }
        if elements.isEmpty { value.fail("'callbacks' is empty", hint: "leave it out") }
        if elements.count > CallbackFormReader.entriesMax {
            value.fail("more than \(CallbackFormReader.entriesMax) callbacks")
        }
        var forms: [CallbackForm] = []
        for element in elements {
            guard let form = form(element) else { continue }
            if forms.contains(where: { $0.name == form.name }) {
                element.fail("two callbacks have the name '\(form.name)'")
            }
            forms.append(form)
        }
        return forms
    }

    private func form(_ value: YAMLValue) -> CallbackForm? {
        let keys = [
            "name", "format", "charset", "inner", "verify", "path_secret", "sources", "items",
            "receipt", "reply", "answer", "echo",
        ]
        guard let map = value.mapping(keys) else { return nil }
        let name = map.required("name")?.parsed("a name of small letters, digits and '-'") {
            CallbackFormReader.isName($0) ? $0 : nil
        }
        let (format, needsInner) = format(map)
        let inner = map.optional("inner").flatMap(tests.path)
        if needsInner, inner == nil {
            map.fail(
                "'json-in-form' needs the field that holds the JSON",
                hint: "add 'inner: data'"
            )
        }
        let pathSecret = map.optional("path_secret").flatMap(checks.secret)
        let sources = map.optional("sources").map(sources) ?? []
        let check = map.required("verify").flatMap(checks.check)
        if let check, check == .none, pathSecret == nil, sources.isEmpty {
            map.fail(
                "nothing would tell this callback from anybody's: it is not signed",
                hint: "give it a path_secret, or the vendor's addresses as sources"
            )
        }
        let receipts = map.optional("receipt").map { several($0, receipt) } ?? []
        let replies = map.optional("reply").map { several($0, reply) } ?? []
        if !map.has("receipt"), !map.has("reply") {
            map.fail("it reads neither receipts nor replies", hint: "add 'receipt' or 'reply'")
        }
        let answer = map.optional("answer").flatMap(answer) ?? CallbackAnswerForm()
        let echo = map.optional("echo")?.parsed("the name of a parameter such as echostr") {
            $0.utf8.count <= CallbackFormReader.echoNameMax ? $0 : nil
        }
        let items = map.optional("items").flatMap(tests.path) ?? WirePath(steps: [])
        let charset = tests.charset(map.optional("charset"))
        guard let name, let format, let check else { return nil }
        return CallbackForm(
            name: name,
            format: format,
            charset: charset,
            inner: inner,
            check: check,
            pathSecret: pathSecret,
            sources: sources,
            items: items,
            receipts: receipts,
            replies: replies,
            answer: answer,
            echo: echo
        )
    }

    /// How the answers of a `pull` are read, of the keys that it has in common with a callback.
    func pulled(_ map: YAMLMapping) -> CallbackForm? {
        let name = map.required("name")?.parsed("a name of small letters, digits and '-'") {
            CallbackFormReader.isName($0) ? $0 : nil
        }
        let words = [WireFormat.json, .jsonLines, .xml, .form]
        let format = map.required("format")?.word(of: words, named: \.name)
        let receipts = map.optional("receipt").map { several($0, receipt) } ?? []
        let replies = map.optional("reply").map { several($0, reply) } ?? []
        if !map.has("receipt"), !map.has("reply") {
            map.fail("it reads neither receipts nor replies", hint: "add 'receipt' or 'reply'")
        }
        let items = map.required("items").flatMap(tests.path)
        let charset = tests.charset(map.optional("charset"))
        guard let name, let format, let items else { return nil }
        return CallbackForm(
            name: name,
            format: format,
            charset: charset,
            check: .none,
            items: items,
            receipts: receipts,
            replies: replies
        )
    }

    private static func isName(_ text: String) -> Bool {
        (1...32).contains(text.utf8.count)
            && text.utf8.allSatisfy {
                (97...122).contains($0) || (48...57).contains($0) || $0 == 45
            }
    }

    private func format(_ map: YAMLMapping) -> (format: WireFormat?, needsInner: Bool) {
        guard let value = map.required("format") else { return (nil, false) }
        let words = WireFormat.allCases.map(\.name).filter { $0 != "text" } + ["json-in-form"]
        guard let word = value.word(of: words, named: { $0 }) else { return (nil, false) }
        if word == "json-in-form" { return (.form, true) }
        return (WireFormat.allCases.first { $0.name == word }, false)
    }

    private func sources(_ value: YAMLValue) -> [SourceRange] {
        (value.list() ?? []).compactMap { element in
            element.parsed("an address or a range of them such as 203.0.113.0/24") {
                SourceRange(parsing: $0)
            }
        }
    }

    /// One mapping, or a list of them of which the first that fits an item reads it.
    private func several<Value>(_ value: YAMLValue, _ read: (YAMLValue) -> Value?) -> [Value] {
        let elements = value.isList ? value.list() ?? [] : [value]
        return elements.compactMap(read)
    }

    // MARK: - Receipts and replies

    private func receipt(_ value: YAMLValue) -> ReceiptForm? {
        let keys = [
            "when", "body", "id", "reference", "address", "status", "cause", "detail", "time",
            "part",
        ]
        guard let map = value.mapping(keys) else { return nil }
        let id = map.optional("id").flatMap(tests.identifier)
        let reference = map.optional("reference").flatMap(tests.identifier)
        if !map.has("id"), !map.has("reference") {
            map.fail(
                "of which message is it?",
                hint: "say where the vendor's 'id' or our 'reference' stands"
            )
        }
        let status = map.required("status").flatMap(fates)
        let cause = map.optional("cause").flatMap(causes)
        let part = map.optional("part").flatMap { part -> PartForm? in
            guard let inner = part.mapping(["sequence", "total"]) else { return nil }
            let sequence = inner.required("sequence").flatMap(tests.path)
            let total = inner.required("total").flatMap(tests.path)
            guard let sequence, let total else { return nil }
            return PartForm(sequence: sequence, total: total)
        }
        guard let status else { return nil }
        return ReceiptForm(
            when: condition(map),
            id: id,
            reference: reference,
            address: map.optional("address").flatMap(tests.path),
            status: status,
            cause: cause,
            detail: map.optional("detail").map(tests.paths) ?? [],
            time: map.optional("time").flatMap(time),
            part: part
        )
    }

    private func reply(_ value: YAMLValue) -> ReplyForm? {
        let keys = ["when", "body", "channel", "address", "text", "id", "time", "meaning"]
        guard let map = value.mapping(keys) else { return nil }
        let address = map.required("address").flatMap(tests.path)
        let text = map.optional("text").flatMap(tests.path)
        let meaning = map.optional("meaning").flatMap(meanings)
        if !map.has("text"), !map.has("meaning") {
            map.fail("what does it say?", hint: "say where the 'text' stands, or its 'meaning'")
            return nil
        }
        let named = map.optional("channel")?.word(of: Channel.allCases, named: \.name)
        if !map.has("channel"), channels.count != 1 {
            map.fail("the gateway has several channels", hint: "say 'channel: sms' or another")
        }
        let channel = named ?? (channels.count == 1 ? channels.first : nil)
        guard let address, let channel, text != nil || meaning != nil else { return nil }
        return ReplyForm(
            when: condition(map),
            channel: channel,
            address: address,
            text: text,
            id: map.optional("id").flatMap(tests.path),
            time: map.optional("time").flatMap(time),
            meaning: meaning
        )
    }

    private func condition(_ map: YAMLMapping) -> ItemCondition {
        ItemCondition(
            item: map.optional("when").map(tests.fields) ?? [],
            body: map.optional("body").map(tests.fields) ?? []
        )
    }

    // MARK: - Tables

    private func fates(_ value: YAMLValue) -> FateTable? {
        guard let map = value.mapping(["path", "delivered", "undelivered", "pending", "others"])
        else { return nil }
        let path = map.required("path").flatMap(tests.path)
        let delivered = map.required("delivered").flatMap(tests.words)
        let others = map.optional("others")?.word(of: ["undelivered", "pass"], named: { $0 })
        if !map.has("undelivered"), others != "undelivered" {
            map.fail(
                "no word means that a message did not arrive",
                hint: "list some as 'undelivered', or say 'others: undelivered'"
            )
        }
        guard let path, let delivered else { return nil }
        let undelivered = map.optional("undelivered").flatMap(tests.words) ?? []
        let pending = map.optional("pending").flatMap(tests.words) ?? []
        refuseTwice([delivered, undelivered, pending], map)
        return FateTable(
            path: path,
            delivered: delivered,
            undelivered: undelivered,
            pending: pending,
            others: others == "undelivered" ? .undelivered : nil
        )
    }

    private func refuseTwice(_ tables: [[String]], _ map: YAMLMapping) {
        let all = tables.flatMap { $0 }
        for (index, word) in all.enumerated() where all[..<index].contains(word) {
            map.fail("'\(word)' stands in two tables: it would mean two things")
        }
    }

    private func causes(_ value: YAMLValue) -> CauseTable? {
        guard let map = value.mapping(["path", "bad_recipient", "opted_out"]) else { return nil }
        let bad = map.optional("bad_recipient").flatMap(tests.words) ?? []
        let out = map.optional("opted_out").flatMap(tests.words) ?? []
        refuseTwice([bad, out], map)
        guard let path = map.required("path").flatMap(tests.path) else { return nil }
        return CauseTable(path: path, badRecipient: bad, optedOut: out)
    }

    private func meanings(_ value: YAMLValue) -> MeaningTable? {
        let keys = ["opt_out", "opt_in", "help", "complaint"]
        guard let map = value.mapping(["path"] + keys) else { return nil }
        let words = keys.map { map.optional($0).flatMap(tests.words) ?? [] }
        refuseTwice(words, map)
        guard let path = map.required("path").flatMap(tests.path) else { return nil }
        return MeaningTable(
            path: path,
            optOut: words[0],
            optIn: words[1],
            help: words[2],
            complaint: words[3]
        )
    }

    // MARK: - Time and answer

    /// `{path: report_time, style: local, zone: Asia/Shanghai}`.
    private func time(_ value: YAMLValue) -> TimeForm? {
        guard let map = value.mapping(["path", "style", "zone"]) else { return nil }
        let path = map.required("path").flatMap(tests.path)
        let styles = ["rfc3339", "seconds", "milliseconds", "local"]
        let word = map.required("style")?.word(of: styles, named: { $0 })
        let zone = map.optional("zone").flatMap { tests.zone($0, zones) }
        let style: TimeForm.Style? =
            switch word {
            case "rfc3339": .rfc3339
            case "seconds": .seconds
            case "milliseconds": .milliseconds
            case "local": zone.map { .local($0) }
            default: nil
            }
        if word == "local", !map.has("zone") {
            map.fail("a local time needs its zone", hint: "add 'zone: Asia/Shanghai'")
        } else if word != nil, word != "local", let key = map.key("zone") {
            key.fail("only a local time has a zone", hint: "drop it")
        }
        guard let path, let style else { return nil }
        return TimeForm(path: path, style: style)
    }

    private func answer(_ value: YAMLValue) -> CallbackAnswerForm? {
        guard let map = value.mapping(["status", "type", "body"]) else { return nil }
        let body = map.optional("body")?.rawText ?? ""
        let type = map.optional("type")?.parsed("a media type such as application/json") { text in
            text.contains("/") && text.utf8.allSatisfy({ (0x20..<0x7F).contains($0) }) ? text : nil
        }
        return CallbackAnswerForm(
            status: map.optional("status")?.integer(in: 200...299) ?? 200,
            contentType: type ?? "application/json",
            body: body
        )
    }
}
