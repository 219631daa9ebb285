import NudgeConfig
import NudgeCore
import Testing

struct AnswerFormReaderTests {
    static let sound = """
        format: json
        reason: [Code, Message]
        rules:
          - {when: {status: [200, 201], json: {Code: OK}}, class: accepted, id: BizId}
          - when: {json: {Code: [isv.A, isv.B]}}
            class: rate-limited
            scope: recipient
            wait: [{header: X-Wait, unit: milliseconds}, 60s]
          - when: {json: {Code: {matches: "^Throttl"}}}
            class: rate-limited
            wait: {until: "00:00", zone: Asia/Shanghai}
          - {when: {status: 503}, class: retry}
        sure_statuses: [502]

        """

    private func read(_ text: String) -> (form: AnswerForm?, lines: [String]) {
        let problems = ConfigProblemList(file: "x.yaml")
        let form = StrictYAML.parse(text, problems: problems)
            .flatMap { AnswerFormReader(zones: ZoneStore()).form($0, sureStatuses: [504]) }
        return (form, problems.lines)
    }

    @Test func aSoundSectionIsReadWhole() throws {
        let (form, lines) = read(Self.sound)
        #expect(lines.isEmpty)
        let read = try #require(form)
        #expect(read.rules.map(\.answerClass) == [.accepted, .rateLimited, .rateLimited, .retry])
        #expect(read.rules[0].when.statuses == [200...200, 201...201])
        #expect(read.rules[0].id == WireIdentifier(.path(WirePath(steps: [.name("BizId")]))))
        #expect(read.rules[1].scope == .recipient)
        #expect(
            read.rules[1].wait == [.header("x-wait", .milliseconds), .length(.seconds(60))]
        )
        #expect(read.sureStatuses == [504, 502])
        #expect(read.headerNames == ["retry-after", "x-wait"])
    }

    static let broken: [Broken] = [
        Broken(
            "no rule of success",
            "class: accepted, id: BizId",
            "class: balance",
            "4:3: error: no rule of class 'accepted': nothing would ever count as sent"
        ),
        Broken(
            "a rule that is never reached",
            "  - {when: {status: 503}, class: retry}",
            "  - {when: {status: 2xx, json: {Code: isv.A}}, class: retry}",
            "12:5: error: this rule is never reached: the one in line 5 takes all that it would"
        ),
        Broken(
            "a regular expression with a slip",
            "\"^Throttl\"",
            "\"^Throttl(\"",
            "9:35: error: '^Throttl(' is not a regular expression"
        ),
        Broken(
            "success without a sign",
            "{when: {status: [200, 201], json: {Code: OK}}, class: accepted, id: BizId}",
            "{class: accepted, id: BizId}",
            "4:5: error: success needs a sign of it: a rule of class 'accepted' without a 'when'",
            "5:5: error: this rule is never reached: the one in line 4 takes all that it would",
            "9:5: error: this rule is never reached: the one in line 4 takes all that it would",
            "12:5: error: this rule is never reached: the one in line 4 takes all that it would"
        ),
        Broken(
            "an unknown class",
            "class: retry",
            "class: retri",
            "12:34: error: 'retri' is not a known value of 'class'"
        ),
        Broken(
            "a wait of what does not wait",
            "class: retry",
            "class: balance, wait: 5s",
            "12:43: error: only 'retry' and 'rate-limited' wait"
        ),
        Broken(
            "no such zone",
            "Asia/Shanghai",
            "Asia/Shangai",
            "11:34: error: there is no time zone 'Asia/Shangai' in /usr/share/zoneinfo; is tzdata installed?"
        ),
        Broken(
            "no such status",
            "status: 503",
            "status: 5x",
            "12:21: error: '5x' is not a status such as 429, or a class of them such as 5xx"
        ),
        Broken(
            "a path with a hole",
            "id: BizId",
            "id: a..b",
            "4:73: error: 'a..b' is not a path"
        ),
        Broken(
            "a condition that asks nothing",
            "when: {status: 503}",
            "when: {}",
            "12:12: error: 'when' asks for nothing"
        ),
    ]

    @Test(arguments: broken)
    func aBrokenSectionIsToldWithItsPlace(_ item: Broken) throws {
        let (_, lines) = read(try item.text(of: Self.sound))
        #expect(lines == item.expected)
    }

    /// The narrower rule comes first, or it never comes.
    @Test func aBeginningBeforeItsExceptionsIsRefused() {
        let text = """
            rules:
              - {when: {json: {E: {present: false}}}, class: accepted}
              - {when: {json: {E: {prefix: InternalError}}}, class: retry}
              - {when: {json: {E: InternalError.SigVerificationFail}}, class: authentication}
            """
        let message = "this rule is never reached: the one in line 3 takes all that it would"
        #expect(read(text).lines == ["4:5: error: \(message)"])
    }

    static let recipients = """
        rules:
          - {when: {json: {Set: {present: true}}}, class: accepted}
        recipients: {items: Set, address: Number}
        recipient_rules:
          - {when: {json: {Code: Ok}}, class: accepted}
          - {when: {json: {Code: Slow}}, class: rate-limited, wait: 5s}
        refused_list: {list: bad, separator: "|", class: bad-recipient}

        """

    @Test func aLimitOfARecipientIsTheRecipientsUnlessItSaysMore() throws {
        let (form, lines) = read(Self.recipients)
        #expect(lines.isEmpty)
        let parts = try #require(form?.recipients)
        #expect(parts.owner == .address(WirePath(steps: [.name("Number")])))
        #expect(parts.rules.map(\.scope) == [.recipient, .recipient])
        #expect(parts.refused.map(\.answerClass) == [.badRecipient])
    }

    static let brokenRecipients: [Broken] = [
        Broken(
            "whose is it",
            ", address: Number",
            "",
            "3:13: error: it must be clear whose each item is"
        ),
        Broken(
            "a class of the whole",
            "class: rate-limited, wait: 5s",
            "class: split",
            "6:5: error: 'split' is about the whole request"
        ),
        Broken(
            "nobody is taken",
            "{when: {json: {Code: Ok}}, class: accepted}",
            "{when: {json: {Code: Ok}}, class: balance}",
            "5:3: error: no rule of class 'accepted': nothing would ever count as sent"
        ),
    ]

    @Test(arguments: brokenRecipients)
    func brokenRecipientsAreToldWithTheirPlace(_ item: Broken) throws {
        let (_, lines) = read(try item.text(of: Self.recipients))
        #expect(lines == item.expected)
    }
}
