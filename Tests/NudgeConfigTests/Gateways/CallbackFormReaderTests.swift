import NudgeConfig
import NudgeCore
import Testing

struct CallbackFormReaderTests {
    static let sound = """
        - name: report
          format: json
          charset: gb18030
          verify: {scheme: basic, user: "${values.user}", password: pass}
          path_secret: path
          sources: [203.0.113.0/24, "2001:db8::/32"]
          items: data.list
          receipt:
            id: {path: msgId, zeros: drop}
            reference: out_id
            address: phone
            status: {path: state, delivered: DELIVRD, pending: [ACCEPTD], others: undelivered}
            cause: {path: state, bad_recipient: ["MK:*"], opted_out: BLACK}
            detail: [state, text]
            time: {path: time, style: local, zone: Asia/Shanghai}
            part: {sequence: seq, total: all}
          reply:
            when: {kind: mo}
            address: phone
            text: content
          answer: {status: 200, type: text/plain, body: ok}
          echo: echostr

        """

    private func read(_ text: String) -> (forms: [CallbackForm], lines: [String]) {
        let problems = ConfigProblemList(file: "x.yaml")
        let reader = CallbackFormReader(
            zones: ZoneStore(),
            channels: [.sms],
            secrets: ["pass", "path"],
            values: ["user": "bank"]
        )
        let forms = StrictYAML.parse(text, problems: problems).map(reader.forms)
        return (forms ?? [], problems.lines)
    }

    @Test func aSoundSectionIsReadWhole() throws {
        let (forms, lines) = read(Self.sound)
        #expect(lines.isEmpty)
        let form = try #require(forms.first)
        #expect(form.check == .basic(user: "bank", passwords: ["pass"]))
        #expect(form.charset == .gb18030)
        #expect(form.pathSecret == "path")
        #expect(form.sources.count == 2)
        #expect(form.items == WirePath(steps: [.name("data"), .name("list")]))
        let receipt = try #require(form.receipts.first)
        #expect(receipt.id?.dropsZeros == true)
        #expect(receipt.status.fate(of: "DELIVRD") == .known(.delivered))
        #expect(receipt.status.fate(of: "ACCEPTD") == .pending)
        #expect(receipt.status.fate(of: "anything") == .known(.undelivered))
        #expect(receipt.cause?.cause(of: "MK:0005") == .badRecipient)
        #expect(receipt.cause?.cause(of: "BLACK") == .optedOut)
        #expect(form.replies.first?.channel == .sms)
        #expect(
            form.answer
                == CallbackAnswerForm(status: 200, contentType: "text/plain", body: "ok")
        )
        #expect(form.echo == "echostr")
    }

    static let broken: [Broken] = [
        Broken(
            "a secret that the file does not have",
            "password: pass",
            "password: hunter2",
            "4:61: error: no secret of that name in this file's 'secrets'"
        ),
        Broken(
            "an unknown scheme",
            "scheme: basic",
            "scheme: basik",
            "4:20: error: 'basik' is not a known value of 'scheme'"
        ),
        Broken(
            "a key of another scheme",
            "password: pass}",
            "password: pass, token: path}",
            "4:67: error: 'basic' has no 'token'"
        ),
        Broken(
            "no such source",
            "203.0.113.0/24",
            "203.0.113.0/33",
            "6:13: error: '203.0.113.0/33' is not an address or a range of them such as 203.0.113.0/24"
        ),
        Broken(
            "of which message",
            "    id: {path: msgId, zeros: drop}\n    reference: out_id\n",
            "",
            "9:5: error: of which message is it?"
        ),
        Broken(
            "a word in two tables",
            "pending: [ACCEPTD]",
            "pending: [DELIVRD]",
            "12:13: error: 'DELIVRD' stands in two tables: it would mean two things"
        ),
        Broken(
            "nothing means failure",
            ", others: undelivered}",
            "}",
            "12:13: error: no word means that a message did not arrive"
        ),
        Broken(
            "a local time without its zone",
            ", zone: Asia/Shanghai}",
            "}",
            "15:11: error: a local time needs its zone"
        ),
        Broken(
            "a status that would be posted again for ever",
            "status: 200",
            "status: 500",
            "21:20: error: 'status' must lie in 200…299, not 500"
        ),
        Broken(
            "words without words",
            "    text: content\n",
            "",
            "18:5: error: what does it say?"
        ),
    ]

    @Test(arguments: broken)
    func aBrokenSectionIsToldWithItsPlace(_ item: Broken) throws {
        let (_, lines) = read(try item.text(of: Self.sound))
        #expect(lines == item.expected)
    }

    @Test func whatIsNotSignedNeedsASecretPathOrSources() {
        let text = """
            - name: report
              format: json
              verify: none
              reply: {address: a, text: t}
            """
        #expect(
            read(text).lines == [
                "1:3: error: nothing would tell this callback from anybody's: it is not signed"
            ]
        )
        #expect(read(text + "\n  path_secret: path").lines.isEmpty)
        #expect(read(text + "\n  sources: [10.0.0.1]").lines.isEmpty)
    }
}
