import NudgeCore
import NudgeGateways
import NudgeTestKit
import Testing

/// What a form and its values become, byte for byte.
struct RequestBuilderTests {
    static let nonce = "0123456789abcdef0123456789abcdef"

    static func message(
        _ text: String = "您好",
        to address: String = "+8613800138000"
    )
        -> OutgoingMessage
    {
        var message = GatewayFixture.message(text: text)
        message.address = address
        message.code = "1110"
        message.parameters = .list(["张三", "1,234.50"])
        message.currency = "CNY"
        return message
    }

    static func context(_ messages: [OutgoingMessage] = [message()]) -> RequestContext {
        RequestContext(
            messages: messages,
            now: GatewayFixture.now,
            nonce: nonce,
            expires: GatewayFixture.now + .hours(1),
            token: "tok",
            values: [
                WireField("agent", .number("9007199254740993")),
                WireField("sign", WireNode(text: "某某银行")),
            ],
            secrets: ["pin": "s3 cret"]
        )
    }

    static func request(
        _ body: BodyForm = .none,
        path: String = "/",
        query: [WireField] = [],
        headers: [WireField] = [],
        charset: WireCharset = .utf8,
        _ context: RequestContext = context()
    ) throws -> WireRequest {
        let url = URLForm(host: "h.example", path: WireTemplate(text: path))
        return try RequestBuilder(
            RequestForm(url: url, headers: headers, query: query, body: body, charset: charset)
        )
        .request(context)
    }

    static func json(
        _ node: WireNode,
        _ messages: [OutgoingMessage] = [message()]
    ) throws
        -> String
    {
        String(decoding: try request(.json(node), context(messages)).body, as: UTF8.self)
    }

    @Test(arguments: ["national", "e164"])
    func whatIsNoPhoneStaysAsItIs(filter: String) throws {
        var device = Self.message()
        device.address = "demo-000012"
        let node = WireNode(text: "${to | \(filter)}")
        #expect(try Self.json(node, [device]) == "\"demo-000012\"")
    }

    // MARK: Values

    static let values: [(String, String)] = [
        ("${to}", "\"+8613800138000\""), ("${to | national}", "\"13800138000\""),
        ("${to | digits}", "\"8613800138000\""), ("${to | e164}", "\"+8613800138000\""),
        ("${to | national | e164}", "\"+13800138000\""),
        ("${values.agent}", "9007199254740993"), ("${values.agent | text}", "\"9007199254740993\""),
        ("a${values.agent}", "\"a9007199254740993\""), ("${segments}", "2"),
        ("${segments | text}", "\"2\""), ("${segments | text | number}", "2"),
        ("${now}", "\"2027-01-15T08:00:00Z\""), ("${now | seconds}", "1800000000"),
        ("${now | seconds | text}", "\"1800000000\""), ("${now | milliseconds}", "1800000000000"),
        ("${now | basic}", "\"20270115T080000Z\""), ("${now | beijing}", "\"2027-01-15 16:00:00\""),
        ("${expires | remaining}", "3600"), ("${expires | remaining | text}s", "\"3600s\""),
        ("${parameters}", "[\"张三\",\"1,234.50\"]"),
        ("${parameters | json}", "\"[\\\"张三\\\",\\\"1,234.50\\\"]\""),
        ("${parameters | limit(3)}", "[\"张\",\"1,2\"]"), ("${content | limit(5)}", "\"您\""),
        ("${content | base64}", "\"5oKo5aW9\""), ("${content | hex}", "\"e682a8e5a5bd\""),
        ("${class | upper}", "\"COLLECTION\""), ("${nonce | lower}", "\"\(nonce)\""),
        (
            "${to | sha256}",
            "\"ec61f3c620a98bdead8c1f1f0ae747abd1b62a0c2dba4fd4bc22cf0d1d8653e5\""
        ),
        ("${content | rfc2047}", "\"=?UTF-8?B?5oKo5aW9?=\""),
        ("${to | rfc2047}", "\"+8613800138000\""),
        ("$5 and $${to}", "\"$5 and ${to}\""), ("${secrets.pin}", "\"s3 cret\""),
        ("${currency}", "\"CNY\""), ("${token}", "\"tok\""), ("${reference}", "\"s1-4f\""),
    ]

    @Test(arguments: values)
    func aPlaceHasItsValue(_ template: String, _ expected: String) throws {
        #expect(try Self.json(WireNode(text: template)) == expected)
    }

    @Test func whatHasNoValueIsLeftOut() throws {
        let node = WireNode.object([
            WireField("subject", WireNode(text: "${subject}")),
            WireField("callback", WireNode(text: "${callback}")),
            WireField("around", WireNode(text: "<${subject}>")),
            WireField("list", .list([WireNode(text: "${subject}"), .flag(true), .null])),
        ])
        #expect(try Self.json(node) == "{\"around\":\"<>\",\"list\":[true,null]}")
        let request = try Self.request(
            .form([
                WireField("a", WireNode(text: "${subject}")),
                WireField("b", WireNode(text: "${to}")),
            ]),
            query: [WireField("c", WireNode(text: "${callback}"))],
            headers: [WireField("X-D", WireNode(text: "${callback}"))]
        )
        #expect(request.form == [WirePair("b", "+8613800138000")])
        #expect(request.query.isEmpty)
        #expect(request.headers.map(\.name) == ["Content-Type"])
    }

    static let faults: [(String, RequestFault)] = [
        ("a ${callback}", .noValue(place: "callback")),
        ("${token}", .noValue(place: "token")),
        (
            "${content | number}",
            .unfit(place: "content", reason: "the filter cannot be applied to it")
        ),
        ("${to | seconds}", .unfit(place: "to", reason: "the filter cannot be applied to it")),
    ]

    @Test(arguments: faults)
    func whatCannotBeWrittenMakesNoRequest(_ template: String, _ fault: RequestFault) {
        var context = Self.context()
        context.token = nil
        #expect(throws: fault) {
            try Self.request(.json(.object([WireField("a", WireNode(text: template))])), context)
        }
    }

    // MARK: Batches

    static let batch = ["+8613800138000", "+8613800138001"].map { message(to: $0) }

    static let nodes: [(String, WireNode, String)] = [
        (
            "each", .each(WireNode(text: "${to}"), join: nil),
            "[\"+8613800138000\",\"+8613800138001\"]"
        ),
        (
            "joined", .each(WireNode(text: "${to | national}"), join: ","),
            "\"13800138000,13800138001\""
        ),
        (
            "objects",
            .each(.object([WireField("a", WireNode(text: "${to | digits}"))]), join: nil),
            "[{\"a\":\"8613800138000\"},{\"a\":\"8613800138001\"}]"
        ),
        (
            "JSON as text",
            .json(.each(WireNode(text: "${to}"), join: nil)),
            "\"[\\\"+8613800138000\\\",\\\"+8613800138001\\\"]\""
        ),
        ("base 64 of JSON", .base64(.json(.list([.number("1")]))), "\"WzFd\""),
        (
            "a digest",
            .digest(.md5, WireNode(text: "abc")),
            "\"900150983cd24fb0d6963f7d28e17f72\""
        ),
        (
            "a digest of several",
            .digest(.sha256, WireNode(text: "a${values.agent}")),
            "\"6c8d2ba16abddcec5cf9415b6e8421ba8167185e9f8834d1c950b819a6b7eb4d\""
        ),
    ]

    @Test(arguments: nodes)
    func aBatchIsWrittenAsItsVendorWants(
        _ name: String,
        _ node: WireNode,
        _ expected: String
    ) throws {
        #expect(try Self.json(node, Self.batch) == expected)
    }

    // MARK: URLs and headers

    @Test func aValueStaysWithinItsSegment() throws {
        let path = "/3/device/${to}/x"
        let nasty = "a/../b?c#d%2e 张"
        let request = try Self.request(path: path, Self.context([Self.message(to: nasty)]))
        #expect(request.path == "/3/device/a%2F..%2Fb%3Fc%23d%252e%20%E5%BC%A0/x")
    }

    @Test(arguments: ["..", ".", ""])
    func noValueIsAStepUp(_ value: String) {
        #expect(throws: RequestFault.self) {
            try Self.request(path: "/a/${to}/b", Self.context([Self.message(to: value)]))
        }
    }

    @Test func aQueryIsEncodedByRFC3986() throws {
        let request = try Self.request(
            query: [
                WireField("a b", WireNode(text: "${content}")),
                WireField("to", .each(WireNode(text: "${to}"), join: nil)),
            ],
            Self.context([Self.message("x*~&=+ 好", to: "1"), Self.message(to: "2")])
        )
        #expect(request.url == "https://h.example/?a%20b=x%2A~%26%3D%2B%20%E5%A5%BD&to=1&to=2")
    }

    @Test(arguments: ["a\r\nX-B: c", "\n", "\u{0}", "a\u{7F}", "\t"])
    func noHeaderHoldsAControlCharacter(_ text: String) {
        #expect(throws: RequestFault.self) {
            try Self.request(
                headers: [WireField("X-A", WireNode(text: "${content}"))],
                Self.context([Self.message(text)])
            )
        }
    }

    static let types: [(BodyForm, WireCharset, String?)] = [
        (.none, .utf8, nil), (.json(.null), .utf8, "application/json"),
        (.json(.null), .gb18030, "application/json; charset=gb18030"),
        (.form([]), .utf8, "application/x-www-form-urlencoded"),
        (.form([]), .gb18030, "application/x-www-form-urlencoded; charset=gb18030"),
        (.xml(WireField("a", .null)), .utf8, "application/xml; charset=utf-8"),
        (.text(WireTemplate(pieces: [])), .gb18030, "text/plain; charset=gb18030"),
        (.multipart([]), .utf8, "multipart/form-data; boundary=nudge-\(nonce)"),
    ]

    @Test(arguments: types)
    func aBodyHasItsType(_ body: BodyForm, _ charset: WireCharset, _ type: String?) throws {
        let own = try Self.request(body, charset: charset).headers
        #expect(own == (type.map { [WirePair("Content-Type", $0)] } ?? []))
        let named = try Self.request(
            body,
            headers: [WireField("content-type", WireNode(text: "text/x"))],
            charset: charset
        ).headers
        #expect(named == [WirePair("content-type", "text/x")])
    }
}

extension WireNode {
    /// A text with any place.
    init(text: String) {
        self = .template(WireTemplate(text: text))
    }
}

extension WireTemplate {
    init(text: String) {
        let names = WireNames.message + WireNames.request + ["token", "values.", "secrets."]
        do {
            try self.init(parsing: text, names: names)
        } catch {
            preconditionFailure("\(error.message): \(text)")
        }
    }
}
