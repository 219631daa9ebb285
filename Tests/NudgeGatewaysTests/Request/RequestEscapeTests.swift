import NudgeCore
import NudgeGateways
import NudgeTestKit
import Testing

/// Whatever is in the words, an independent reader reads exactly that, and nothing beside it.
struct RequestEscapeTests {
    private typealias Build = RequestBuilderTests

    static let injections = [
        "", " ", "plain", "\"", "'", "\\", "\\\"", "a&b=c", "a=b", "+", "%", "%26", "%2",
        "]]>", "<!--", "-->", "<b>x</b>", "<![CDATA[x]]>", "&amp;", "&#10;", "&nope;", "?>",
        "\r\n", "a\r\nb", "\n", "\r", "\t", " lead", "trail ", "a\r\n--nudge-", "a\r\n\r\nb",
        "--nudge-\(RequestBuilderTests.nonce)",
        "\r\n--nudge-\(RequestBuilderTests.nonce)--\r\n",
        "\",\"admin\":true,\"x\":\"", "</Content><Admin>1</Admin><Content>", "\" admin=\"1",
        "${to}", "$${to}", "{{姓名}}", "【招商】¥1,234.50", "👨‍👩‍👧", "e\u{301} é", "\u{2028}\u{2029}",
        "\u{FEFF}x", "𠮷野家", "\u{85}", "\u{A0}", "\u{10FFFD}", ";", "a;b", "#", "/../", "\u{7F}",
    ]
    /// What XML has no form for.
    static let unspeakable = ["\u{0}", "\u{1}", "\u{B}", "\u{C}", "\u{1F}", "\u{FFFE}", "\u{FFFF}"]

    private static func fields(of content: String) -> [WirePair] {
        [WirePair("first", "begin"), WirePair("content", content), WirePair("last", "end")]
    }

    private static let nodes = [
        WireField("first", WireNode(text: "begin")),
        WireField("content", WireNode(text: "${content}")),
        WireField("last", WireNode(text: "end")),
    ]

    private static func question(
        _ kind: String,
        _ charset: WireCharset,
        _ content: String
    ) throws -> RequestReference.Question {
        let body: BodyForm =
            switch kind {
            case "form": .form(nodes)
            case "json": .json(.object(nodes))
            case "multipart": .multipart(nodes)
            default: .xml(WireField("Request", .object(nodes)))
            }
        let request = try Build.request(
            body,
            charset: charset,
            Build.context([Build.message(content)])
        )
        return RequestReference.Question(
            kind: kind,
            charset: charset.name,
            body: request.body,
            contentType: request.headers.first?.value ?? ""
        )
    }

    private static func expectReadBack(
        _ kind: String,
        _ charset: WireCharset,
        _ texts: [String]
    ) throws {
        let python = try #require(RequestReference.python)
        let questions = try texts.map { try question(kind, charset, $0) }
        let answers = try RequestReference.ask(questions, python: python)
        try #require(answers.count == texts.count)
        for (text, answer) in zip(texts, answers) {
            let same = answer.elementsEqual(fields(of: text)) { left, right in
                left.name == right.name && Array(left.value.utf8) == Array(right.value.utf8)
            }
            #expect(same, "\(kind) \(charset.name): \(text.debugDescription) as \(answer)")
        }
    }

    @Test(arguments: ["form", "json", "multipart", "xml"], WireCharset.allCases)
    func anInjectionStaysInItsField(_ kind: String, _ charset: WireCharset) throws {
        let texts = Self.injections + (kind == "xml" ? [] : Self.unspeakable)
        try Self.expectReadBack(kind, charset, texts.filter { charset.canCompare($0) })
    }

    @Test(arguments: ["form", "json", "multipart", "xml"], [1, 2, 3] as [UInt64])
    func anyTextStaysInItsField(_ kind: String, _ seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let parts = Self.injections + ["张", "a", "1", "&", "<", "\"", "\r", "\n", "=", "-"]
        let texts = (0..<100).map { _ in
            (0..<Int.random(in: 1...6, using: &generator))
                .compactMap { _ in parts.randomElement(using: &generator) }
                .joined()
        }
        try Self.expectReadBack(kind, .utf8, texts)
    }

    @Test func anAttributeKeepsWhatItHolds() throws {
        let python = try #require(RequestReference.python)
        let node = WireNode.object([
            WireField(
                "Item",
                .object([
                    WireField("@a", WireNode(text: "${content}")),
                    WireField("#text", WireNode(text: "${content}")),
                ])
            )
        ])
        let questions = try Self.injections.map { text in
            let request = try Build.request(
                .xml(WireField("Request", node)),
                Build.context([Build.message(text)])
            )
            return RequestReference.Question(kind: "xml", charset: "utf-8", body: request.body)
        }
        let answers = try RequestReference.ask(questions, python: python)
        for (text, answer) in zip(Self.injections, answers) {
            #expect(
                answer.map { Array($0.value.utf8) } == [Array(text.utf8), Array(text.utf8)],
                "\(text.debugDescription)"
            )
        }
    }

    @Test(arguments: unspeakable)
    func whatXMLCannotHoldMakesNoRequest(_ text: String) {
        #expect(throws: RequestFault.self) { try Self.question("xml", .utf8, "a" + text) }
    }

    @Test func listsBecomeSeveralElements() throws {
        let node = WireNode.object([
            WireField("@version", .number("1.0")),
            WireField("To", .each(WireNode(text: "${to | national}"), join: nil)),
            WireField("P", WireNode(text: "${parameters}")),
            WireField("None", WireNode(text: "${subject}")),
            WireField("Empty", .null),
        ])
        let request = try Build.request(
            .xml(WireField("Request", node)),
            Build.context(Build.batch)
        )
        #expect(
            String(decoding: request.body, as: UTF8.self) == """
                <?xml version="1.0" encoding="UTF-8"?>
                <Request version="1.0"><To>13800138000</To><To>13800138001</To>\
                <P>张三</P><P>1,234.50</P><Empty></Empty></Request>
                """
        )
    }
}

extension WireCharset {
    /// Python's GB18030 is that of 2000, and has no code for what later editions moved.
    fileprivate func canCompare(_ text: String) -> Bool {
        self == .utf8
            || !text.unicodeScalars.contains("\u{FFFF}")
                && !text.unicodeScalars.contains("\u{FFFE}")
    }
}
