import Foundation
import NudgeCore
import Testing

/// The HTML part of an e-mail: escaped by construction, and of a closed list of tags.
struct HTMLPartTests {
    private static let text = "subject: {{机构}}\n---\n{{姓名}}：{{产品}}应还{{金额}}"
    private static let html = "<p>{{姓名}}：<b>{{产品}}</b>应还{{金额}}</p>"

    private func template(_ html: String) throws -> MessageTemplate {
        var template = try MessageTemplate(name: "t", channel: .email, source: Self.text)
        try template.addHTML(html)
        return template
    }

    @Test func valuesAreEscaped() throws {
        let debt = WordingFixtures.debt(product: "<b>\"A&B'</b>")
        let values = WordingFixtures.values(name: "<script>王", debts: [debt])
        let text = try template(Self.html).render(values)
        let html = try #require(text.html)
        #expect(
            html.hasPrefix("<p>&lt;script&gt;王：<b>&lt;b&gt;&quot;A&amp;B&#39;&lt;/b&gt;</b>应还")
        )
        #expect(HTMLText.visible(html) == text.body)
    }

    static let refused: [(String, String)] = [
        ("<script>x</script>", "<script> may not stand"), ("<img src=\"cid:1\">", "<img>"),
        ("<style>p{}</style>", "<style>"), ("<iframe></iframe>", "<iframe>"),
        ("<!-- x -->", "may not stand"), ("<form></form>", "<form>"), ("<link>", "<link>"),
        ("<p onclick=\"x\"></p>", "the attribute onclick"),
        ("<p background=\"https://e.com/x\"></p>", "the attribute background"),
        ("<p style=\"background:url(https://e.com/x)\"></p>", "would fetch"),
        ("<p style=\"background:\\75rl(x)\"></p>", "would fetch"),
        ("<a href=\"javascript:x\">y</a>", "no address"),
        ("<a href=\"http://e.com\">y</a>", "no address"),
        ("<a href=\"{{机构}}\">y</a>", "within a tag"),
        ("<p {{#多笔}}style=\"\"{{/多笔}}>", "within a tag"),
        ("<p style=red></p>", "quotation marks"), ("<p <b>", "a < within a tag"),
        ("<p style=\"color:red", "within a tag"), ("<svg/onload=x>", "<svg> may not stand"),
        ("<SCRIPT>x", "<script>"), ("<meta http-equiv=\"refresh\">", "http-equiv"),
    ]

    @Test(arguments: refused)
    func whatFetchesOrRunsIsRefused(_ html: String, _ said: String) throws {
        var template = try MessageTemplate(name: "t", channel: .email, source: Self.text)
        do throws(TemplateError) {
            try template.addHTML("<p>\n" + html + Self.html)
            Issue.record("taken: \(html)")
        } catch {
            #expect(error.message.contains(said), "\(error)")
            #expect(error.line == 2)
        }
    }

    @Test func theLastTagIsClosed() throws {
        #expect(throws: TemplateError.self) { try template(Self.html + "<p style=\"color:red") }
    }

    @Test(arguments: [
        "<p>{{姓名}}：{{产品}}</p>", "<p>{{姓名}}：{{产品}}应还{{金额}}{{客服电话}}</p>", "<p>{{姓名}}{{金客}}</p>",
    ])
    func bothPartsSayTheSame(_ html: String) {
        #expect(throws: TemplateError.self) { try template(html) }
    }

    @Test func onlyAMailHasOne() throws {
        var template = try MessageTemplate(name: "t", channel: .sms, source: "{{金额}}")
        #expect(throws: TemplateError.self) { try template.addHTML("<p>{{金额}}</p>") }
    }

    // MARK: The shipped ones

    private func shipped(_ name: String) throws -> MessageTemplate {
        let path = ShippedTemplatesTests.templates.appending(path: name + ".email")
        var template = try MessageTemplate(
            name: name,
            channel: .email,
            source: String(contentsOf: path.appendingPathExtension("mustache"), encoding: .utf8)
        )
        try template.addHTML(
            String(contentsOf: path.appendingPathExtension("html"), encoding: .utf8)
        )
        return template
    }

    /// Word for word what the text says, whoever reads it.
    @Test(arguments: ShippedTemplatesTests.names)
    func aShippedPartSaysWhatItsTextSays(_ name: String) throws {
        let template = try shipped(name)
        let one = WordingFixtures.debt(from: 12)
        let many = (1...7).map { WordingFixtures.debt(tail: "100\($0)", product: "", from: 12) }
        for values in [
            WordingFixtures.values(debts: [one]), WordingFixtures.values(name: "", debts: many),
            WordingFixtures.values(debts: [one], autopay: .failed),
        ] {
            let text = try template.render(values)
            let words = { (text: String) in text.filter { !$0.isWhitespace } }
            #expect(words(HTMLText.visible(try #require(text.html))) == words(text.body))
        }
        let part = try #require(template.htmlTemplate)
        let found = ShippedTemplatesTests.lint.findings(in: part, messageClass: .collection)
        #expect(found.isEmpty)
    }
}
