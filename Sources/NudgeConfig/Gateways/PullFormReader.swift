internal import NudgeCore

/// Reads the section `pull` of a gateway's file.
struct PullFormReader {
    let callbacks: CallbackFormReader
    let names: GatewayNames
    let values: [WireField]
    let secrets: [WireSecret]
    let schemes: [GatewayScheme]

    private static let entriesMax = 4
    private static let readingKeys = [
        "name", "format", "charset", "items", "receipt", "reply",
    ]

    func forms(_ value: YAMLValue) -> [PullForm] {
        guard let elements = value.list() else { return [] }
        if elements.isEmpty { value.fail("'pull' is empty", hint: "leave it out") }
        if elements.count > PullFormReader.entriesMax {
            value.fail("more than \(PullFormReader.entriesMax) entries")
        }
        var forms: [PullForm] = []
        for element in elements {
            guard let form = form(element) else { continue }
            if forms.contains(where: { $0.name == form.name }) {
                element.fail("two entries have the name '\(form.name)'")
            }
            forms.append(form)
        }
        return forms
    }

    private func form(_ value: YAMLValue) -> PullForm? {
        let keys = PullFormReader.readingKeys + ["every", "success", "acknowledge", "request"]
        guard let map = value.mapping(keys) else { return nil }
        let reading = callbacks.pulled(map)
        let every = map.required("every")?.length(in: PullForm.everyRange)
        let request = map.required("request").flatMap { self.request($0, more: []) }
        let success = map.optional("success").map(callbacks.tests.fields) ?? []
        let acknowledgement = map.optional("acknowledge").map(acknowledgement)
        guard let reading, let every, let request else { return nil }
        if case .some(nil) = acknowledgement { return nil }
        return PullForm(
            reading: reading,
            request: request.form,
            signing: request.signing,
            every: every,
            success: success,
            acknowledgement: acknowledgement ?? nil
        )
    }

    private func acknowledgement(_ value: YAMLValue) -> PullForm.Acknowledgement? {
        guard let map = value.mapping(["mark", "request"]) else { return nil }
        let mark = map.required("mark").flatMap(callbacks.tests.path)
        guard let requestValue = map.required("request"),
            let request = request(requestValue, more: [WireNames.mark]), let mark
        else { return nil }
        if !WirePlaceCount(request.form).all.contains(WireNames.mark) {
            requestValue.fail(
                "the request does not say what is acknowledged",
                hint: "write \"${mark}\" where it goes"
            )
        }
        return PullForm.Acknowledgement(
            mark: mark,
            request: request.form,
            signing: request.signing
        )
    }

    /// A request of the file's values and secrets, and of nobody's address; it may be signed, and
    /// carry the gateway's token.
    private func request(
        _ value: YAMLValue,
        more: [String]
    ) -> (form: RequestForm, signing: SigningForm?)? {
        let keys = ["url", "signing"] + RequestFormReader.keys
        guard let map = value.mapping(keys) else { return nil }
        let places =
            ["now", "nonce"] + more + (names.hasToken ? [WireNames.token] : [])
            + values.map { WireNames.values + $0.name }
            + secrets.map { WireNames.secrets + $0.name }
        let reader = RequestFormReader(names: places, differing: [])
        let urlReader = URLFormReader(
            schemes: schemes,
            values: values,
            pathNames: reader.pathNames,
            query: reader.query
        )
        let signing = map.optional("signing").map { $0.signing(names) }
        let url = map.required("url").flatMap(urlReader.form)
        let form = reader.form(map, url: url ?? URLForm(host: ""))
        guard url != nil else { return nil }
        if case .some(nil) = signing { return nil }
        return (form, signing ?? nil)
    }
}
