import NudgeConfig
import NudgeCore
import Testing

struct QueryFormReaderTests {
    static let sound = """
        kind: http
        channels: [sms]
        url: https://vendor.example/send
        values: {app: "7"}
        secrets: {key: {credential: vendor-key}}
        request: {json: {to: "${to}", text: "${content}", id: "${reference}"}}
        answers: {rules: [{when: {status: 200, json: {code: "0"}}, class: accepted}]}
        query:
          method: POST
          url: https://vendor.example/query
          json: {app: "${values.app}", to: "${to}", day: "${at | beijing | limit(10)}"}
          signing: {scheme: bearer, key: key}
          when: {status: 200, json: {code: "0"}}
          items: data.list
          match: {ref: "${reference}", to: "${to}"}
          time: createdAt
          id: {path: msgId, zeros: drop}
          rules:
            - {when: {state: [ok, "0"]}, class: delivered}
            - {when: {state: {prefix: F}}, class: undelivered}
          absent: not-taken after 30m

        """

    private func read(_ text: String) -> (gateway: GatewaySettings?, problems: ConfigProblemList) {
        let problems = ConfigProblemList(file: "Config/gateways/x.yaml")
        return (GatewayReader.read(name: "x", text: text, problems: problems), problems)
    }

    @Test func aSoundSectionIsReadWhole() throws {
        let (gateway, problems) = read(Self.sound)
        #expect(problems.lines.isEmpty)
        let query = try #require(gateway?.http?.query)
        #expect(query.when.statuses == [200...200])
        #expect(query.items == WirePath(parsing: "data.list"))
        #expect(query.match.map(\.text.names) == [["reference"], ["to"]])
        #expect(query.time == WirePath(parsing: "createdAt"))
        #expect(query.id?.dropsZeros == true)
        #expect(query.rules.map(\.word) == [.delivered, .undelivered])
        #expect(query.absentAfter == .minutes(30))
        #expect(query.signing != nil)
        #expect(gateway?.http?.queryRequest?.url.host == "vendor.example")
        #expect(read(Self.sound.replacing("query:", with: "#")).gateway == nil, "its lines stand")
    }

    static let broken: [Broken] = [
        Broken(
            "no message",
            #"match: {ref: "${reference}", to: "${to}"}"#,
            #"match: {to: "${to}"}"#,
            "9:3: error: the query does not say which message it is about"
        ),
        Broken(
            "a place without a value",
            "${at | beijing",
            "${expires | beijing",
            "11:50: error: '${expires}' has no value here"
        ),
        Broken(
            "no rules",
            "- {when: {state: [ok, \"0\"]}, class: delivered}",
            "- {class: delivered}",
            "19:7: error: the key 'when' is missing"
        ),
        Broken(
            "a class of answers",
            "class: undelivered",
            "class: retry",
            "20:43: error: 'retry' is not a known value of 'class'"
        ),
        Broken(
            "too early",
            "not-taken after 30m",
            "not-taken after 1m",
            "21:11: error: 'not-taken after 1m' is not 'not-taken after 30m', of 5m to 7d"
        ),
        Broken(
            "no condition",
            "  when: {status: 200, json: {code: \"0\"}}\n  items",
            "  items",
            "9:3: error: the key 'when' is missing"
        ),
    ]

    @Test(arguments: broken)
    func aBrokenSectionIsRefusedAtItsPlace(broken: Broken) throws {
        let (gateway, problems) = read(try broken.text(of: Self.sound))
        #expect(problems.lines == broken.expected)
        #expect(gateway == nil)
    }

    @Test func aBatchsMessageThatIsNotThereSaysNothing() {
        let text = Self.sound.replacing(
            #"request: {json: {to: "${to}", text: "${content}", id: "${reference}"}}"#,
            with: #"request: {json: {l: {$each: {to: "${to}", text: "${content}"}}}}"#
        )
        let (gateway, problems) = read(text + "batch: {size: 5}\n")
        #expect(gateway == nil)
        #expect(
            problems.lines == [
                "21:11: error: with 'batch' a message may be known by the id of another"
            ]
        )
    }
}
