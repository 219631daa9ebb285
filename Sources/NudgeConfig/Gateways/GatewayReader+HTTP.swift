internal import NudgeCore

/// Gateways of kind `http`.
extension GatewayReader {
    static let httpKeys = [
        "values", "secrets", "templates", "request", "signing", "token", "batch", "answers",
        "callbacks", "pull", "query", "sure_statuses", "dialect",
    ]
    private static let secretsMax = 32
    private static let valuesMax = 64

    /// `channels` and `schemes` are the file's own.
    func http(
        _ map: YAMLMapping,
        schemes: [GatewayScheme],
        channels: Set<Channel>
    ) -> HTTPDescription? {
        let values = map.optional("values").map(values) ?? []
        let secrets = map.optional("secrets").map(secrets) ?? []
        let templates = map.optional("templates").map(VendorTemplateReader().templates) ?? []
        let batch = map.optional("batch").flatMap(batch)
        let request = request(map, values, secrets, batch, schemes)
        let names = GatewayNames(
            values: values.map(\.name),
            // Those that could not be read, too: they were told, and are not missing besides.
            secrets: map.optional("secrets")?.entries()?.map(\.value.name) ?? [],
            hasToken: map.has("token")
        )
        let signing = map.optional("signing").flatMap { $0.signing(names) }
        let tokenValue = map.optional("token")
        let tokenRequest = tokenValue.flatMap { tokenForm($0, values, secrets, schemes) }
        let token = tokenRequest.flatMap { TokenForm.read($0.map, names) }
        let answers = map.required("answers").flatMap { AnswerFormReader(zones: zones).form($0) }
        let callbacks = CallbackFormReader(
            zones: zones,
            channels: channels,
            secrets: names.secrets,
            values: GatewayReader.texts(of: values)
        )
        let callbackForms = map.optional("callbacks").map(callbacks.forms) ?? []
        let query = map.optional("query").flatMap { section in
            self.query(section, values, names, batch, schemes)
        }
        let dialect = map.optional("dialect").flatMap(
            DialectReader(
                valueNames: values.map { WireNames.values + $0.name },
                callbacks: callbackForms.map(\.name),
                query: !map.has("query")
                    ? .none : query.map { $0.form.items == nil ? .one : .list } ?? .unread
            ).form
        )
        let pulled = PullFormReader(
            callbacks: callbacks,
            names: names,
            values: values,
            secrets: secrets,
            schemes: schemes
        )
        let pulls = map.optional("pull").map(pulled.forms) ?? []
        guard let request, let answers, map.has("query") == (query != nil) else { return nil }
        return HTTPDescription(
            values: values,
            secrets: secrets,
            templates: templates,
            request: request,
            signing: signing,
            token: token,
            tokenRequest: tokenRequest?.form,
            batch: batch,
            answers: answers,
            callbacks: callbackForms,
            query: query?.form,
            queryRequest: query?.request,
            dialect: dialect,
            pulls: pulls
        )
    }

    private func request(
        _ map: YAMLMapping,
        _ values: [WireField],
        _ secrets: [WireSecret],
        _ batch: BatchForm?,
        _ schemes: [GatewayScheme]
    ) -> RequestForm? {
        let names = GatewayReader.names(
            values,
            secrets,
            hasTemplates: map.has("templates"),
            hasToken: map.has("token")
        )
        let reader = RequestFormReader(
            names: names,
            differing: batch.map(GatewayReader.differing) ?? []
        )
        let urlReader = URLFormReader(
            schemes: schemes,
            values: values,
            pathNames: reader.pathNames,
            query: reader.query
        )
        let url = map.required("url").flatMap(urlReader.form)
        guard let value = map.required("request") else { return nil }
        let count = value.problemCount
        let form = reader.form(value, url: url ?? URLForm(host: ""))
        guard let form, url != nil else { return nil }
        // What could not be read would look forgotten.
        if value.problemCount == count { checkUse(form, batch, value) }
        return form
    }

    /// The texts of values, for sections that take no places.
    private static func texts(of values: [WireField]) -> [String: String] {
        var texts: [String: String] = [:]
        for value in values {
            switch value.node {
            case .template(let template): texts[value.name] = template.constant
            case .number(let digits): texts[value.name] = digits
            default: break
            }
        }
        return texts
    }

    /// The request that fetches a token: of the file's values and secrets, and of nobody's address.
    ///
    /// Its secrets may stand in its URL, too, where a vendor will have it so.
    private func tokenForm(
        _ value: YAMLValue,
        _ values: [WireField],
        _ secrets: [WireSecret],
        _ schemes: [GatewayScheme]
    ) -> (map: YAMLMapping, form: RequestForm)? {
        let keys = ["url"] + RequestFormReader.keys + TokenForm.keys
        guard let map = value.mapping(keys) else { return nil }
        let names =
            ["now", "nonce"] + (map.has("assertion") ? [WireNames.assertion] : [])
            + values.map { WireNames.values + $0.name }
            + secrets.map { WireNames.secrets + $0.name }
        let reader = RequestFormReader(names: names, differing: [], allowsSecretQuery: true)
        let urlReader = URLFormReader(
            schemes: schemes,
            values: values,
            pathNames: reader.pathNames,
            query: reader.query
        )
        guard let url = map.required("url").flatMap(urlReader.form) else {
            _ = reader.form(map, url: URLForm(host: ""))
            return nil
        }
        return (map, reader.form(map, url: url))
    }

    /// The request that asks what became of a message, and how its answer is read.
    private func query(
        _ value: YAMLValue,
        _ values: [WireField],
        _ names: GatewayNames,
        _ batch: BatchForm?,
        _ schemes: [GatewayScheme]
    ) -> (form: QueryForm, request: RequestForm)? {
        let keys = ["url"] + RequestFormReader.keys + QueryFormReader.keys
        guard let map = value.mapping(keys) else { return nil }
        let reader = RequestFormReader(
            names: WireNames.asked + [WireNames.at, "now", "nonce"]
                + (names.hasToken ? [WireNames.token] : []) + names.places,
            differing: []
        )
        let urlReader = URLFormReader(
            schemes: schemes,
            values: values,
            pathNames: reader.pathNames,
            query: reader.query
        )
        let url = map.required("url").flatMap(urlReader.form)
        let count = value.problemCount
        let request = reader.form(map, url: url ?? URLForm(host: ""))
        let form = QueryFormReader(
            names: names,
            zones: zones,
            hasBatches: batch?.size ?? 1 > 1
        ).form(map, places: WirePlaceCount(request).all)
        guard url != nil, let form, value.problemCount == count else { return nil }
        return (form, request)
    }

    /// What may stand in a place of a request.
    private static func names(
        _ values: [WireField],
        _ secrets: [WireSecret],
        hasTemplates: Bool,
        hasToken: Bool
    ) -> [String] {
        let ofTemplates = ["code", "parameters"]
        return WireNames.message.filter { hasTemplates || !ofTemplates.contains($0) }
            + WireNames.request + (hasToken ? [WireNames.token] : [])
            + values.map { WireNames.values + $0.name }
            + secrets.map { WireNames.secrets + $0.name }
    }

    // MARK: Values and secrets

    private func values(_ value: YAMLValue) -> [WireField] {
        var fields: [WireField] = []
        for (key, value) in value.entries(keyName: "value") ?? [] {
            guard GatewayReader.isFitName(value.name, key, count: fields.count) else { continue }
            let reader = WireNodeReader(names: [], allowsEach: false)
            guard value.isScalar else {
                value.fail("'\(value.name)' must be a text, a number or a flag")
                continue
            }
            guard let node = reader.node(value) else { continue }
            if node == .null || node == .template(WireTemplate(pieces: [])) {
                value.fail("'\(value.name)' has no value", hint: "fill it in, or take it out")
                continue
            }
            fields.append(WireField(value.name, node))
        }
        return fields
    }

    private func secrets(_ value: YAMLValue) -> [WireSecret] {
        var secrets: [WireSecret] = []
        for (key, value) in value.entries(keyName: "secret") ?? [] {
            guard GatewayReader.isFitName(value.name, key, count: secrets.count) else { continue }
            guard let reference = value.secretReference(base: base) else { continue }
            secrets.append(WireSecret(name: value.name, reference: reference))
        }
        if secrets.count > GatewayReader.secretsMax {
            value.fail("more than \(GatewayReader.secretsMax) secrets")
        }
        return secrets
    }

    private static func isFitName(_ name: String, _ key: YAMLValue, count: Int) -> Bool {
        guard count < valuesMax else {
            key.fail("more than \(valuesMax) of them")
            return false
        }
        guard WireNames.isName(name) else {
            key.fail(
                "'\(name)' cannot be a name",
                hint: "small letters, digits and '_', a letter first"
            )
            return false
        }
        return true
    }

    // MARK: Batches

    private func batch(_ value: YAMLValue) -> BatchForm? {
        guard let map = value.mapping(["size", "same"]) else { return nil }
        let size = map.required("size")?.integer(in: 1...BatchForm.sizeMax)
        let same = map.optional("same")?
            .words(of: BatchForm.Likeness.allCases, named: \.name)
        return size.map { BatchForm(size: $0, same: same ?? []) }
    }

    /// What has another value for each message of a request, and so stands under `$each`.
    ///
    /// `${reference}` outside of it is that of the first message, for vendors that take one id for
    /// all.
    private static func differing(_ batch: BatchForm) -> [String] {
        guard batch.size > 1 else { return [] }
        let same = batch.same.map(\.name)
        // The words and their HTML are the same together.
        let more = same.contains("content") ? [WireNames.html] : []
        return WireNames.message.filter { $0 != "reference" && !(same + more).contains($0) }
    }

    private func checkUse(_ form: RequestForm, _ batch: BatchForm?, _ value: YAMLValue) {
        let places = WirePlaceCount(form)
        if !places.all.contains("to") {
            value.fail("the request does not say to whom", hint: "write \"${to}\" where it goes")
        } else if let batch, batch.size > 1, !places.underEach.contains("to") {
            value.fail(
                "the request has no place for the addresses of a batch",
                hint: "write {$each: \"${to}\"}, or leave 'batch' out"
            )
        }
        if places.all.isDisjoint(with: ["content", WireNames.html, "code", "parameters"]) {
            value.fail(
                "the request says nothing",
                hint: "write \"${content}\", or \"${code}\" and \"${parameters}\", where it goes"
            )
        }
    }
}
