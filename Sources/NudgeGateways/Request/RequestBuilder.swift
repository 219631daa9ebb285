package import NudgeCore

/// Makes the request of a form and of what has a place in it: escaped for its place by
/// construction, and not yet signed.
package struct RequestBuilder: Sendable {
    private let form: RequestForm

    package init(_ form: RequestForm) {
        self.form = form
    }

    /// - Throws: `RequestFault` when a value cannot stand where the file puts it.
    package func request(_ context: RequestContext) throws(RequestFault) -> WireRequest {
        let evaluator = WireEvaluator(context)
        var request = WireRequest(
            method: form.method.name,
            scheme: form.url.scheme.name,
            host: form.url.host,
            path: try path(evaluator),
            query: try pairs(form.url.query + form.query, evaluator),
            charset: form.charset
        )
        let contentType = try addBody(to: &request, context.nonce, evaluator)
        request.headers = try headers(contentType: contentType, evaluator)
        return request
    }

    // MARK: URL

    /// A value is encoded whole: a slash in it divides nothing, and no value is a step up.
    private func path(_ evaluator: WireEvaluator) throws(RequestFault) -> String {
        var path = ""
        for piece in form.url.path.pieces {
            switch piece {
            case .text(let text): path += text
            case .place(let place):
                let text = try evaluator.text(of: place)
                guard !text.isEmpty else { throw .noValue(place: place.name) }
                path += PercentEncoding.encode(text)
            }
        }
        let segments = path.split(separator: "/", omittingEmptySubsequences: false)
        guard !segments.contains("."), !segments.contains("..") else {
            throw .unfit(place: "url", reason: "a segment of the path would be a step up")
        }
        return path
    }

    private func pairs(
        _ fields: [WireField],
        _ evaluator: WireEvaluator
    ) throws(RequestFault) -> [WirePair] {
        var pairs: [WirePair] = []
        for field in fields {
            for text in try evaluator.texts(field.node) {
                pairs.append(WirePair(field.name, text))
            }
        }
        return pairs
    }

    // MARK: Headers

    private func headers(
        contentType: String?,
        _ evaluator: WireEvaluator
    ) throws(RequestFault) -> [WirePair] {
        var headers: [WirePair] = []
        let isNamed = form.headers.contains { $0.name.lowercased() == "content-type" }
        if let contentType, !isNamed { headers.append(WirePair("Content-Type", contentType)) }
        for field in form.headers {
            for text in try evaluator.texts(field.node) {
                // A line break would smuggle in a header of somebody else's making.
                guard text.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }) else {
                    throw .unfit(place: field.name, reason: "a header holds no control characters")
                }
                headers.append(WirePair(field.name, text))
            }
        }
        return headers
    }

    // MARK: Body

    /// Gives the body's own content type.
    private func addBody(
        to request: inout WireRequest,
        _ nonce: String,
        _ evaluator: WireEvaluator
    ) throws(RequestFault) -> String? {
        let charset = form.charset
        let suffix = charset == .utf8 ? "" : "; charset=\(charset.name)"
        switch form.body {
        case .none: return nil
        case .form(let fields):
            let pairs = try pairs(fields, evaluator)
            request.form = pairs
            request.body = PercentEncoding.pairs(pairs, charset: charset)
            return "application/x-www-form-urlencoded" + suffix
        case .json(let node):
            let value = try evaluator.json(node) ?? .null
            let utf8 = value.bytes
            request.body =
                charset == .utf8
                ? utf8 : charset.bytes(of: String(decoding: utf8, as: UTF8.self))
            return "application/json" + suffix
        case .multipart(let fields):
            let pairs = try pairs(fields, evaluator)
            let body = MultipartBody(
                pairs.map { ($0.name, charset.bytes(of: $0.value)) },
                nonce: nonce
            )
            request.body = body.bytes
            return body.contentType
        case .xml(let root):
            let body = try XMLBody(root, charset: charset, evaluator)
            request.body = charset.bytes(of: body.text)
            return "application/xml; charset=\(charset.name)"
        case .text(let template):
            request.body = charset.bytes(of: try evaluator.text(template))
            return "text/plain; charset=\(charset.name)"
        }
    }
}
