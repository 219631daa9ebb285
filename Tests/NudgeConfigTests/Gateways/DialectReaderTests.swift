import NudgeConfig
import NudgeCore
import Testing

struct DialectReaderTests {
    static let sound = """
        kind: http
        channels: [sms]
        url: https://vendor.example/send
        request: {json: {to: "${to}", text: "${content}", id: "${reference}"}}
        answers: {rules: [{when: {status: 200, json: {code: "0"}}, class: accepted}]}
        query:
          url: https://vendor.example/query
          json: {id: "${reference}"}
          when: {status: 200}
          items: list
          rules: [{when: {state: ok}, class: delivered}]
        dialect:
          answers: {accepted: {json: {code: "0"}}}
          query:
            answer: {json: {list: "${items}"}}
            item: {id: "${reference}", state: "${state}", at: "${at | rfc2822}"}
            states: {delivered: ok}
            absent: {status: 404}

        """

    private func read(_ text: String) -> (gateway: GatewaySettings?, problems: ConfigProblemList) {
        let problems = ConfigProblemList(file: "Config/gateways/x.yaml")
        return (GatewayReader.read(name: "x", text: text, problems: problems), problems)
    }

    @Test func aSoundSectionIsReadWhole() throws {
        let (gateway, problems) = read(Self.sound)
        #expect(problems.lines.isEmpty)
        let query = try #require(gateway?.http?.dialect?.query)
        #expect(query.states == [DialectForm.Query.State(.delivered, "ok")])
        #expect(query.item != nil)
        #expect(query.absent?.status == 404)
    }

    static let broken: [Broken] = [
        Broken(
            "a list without an item",
            "    item: {id: \"${reference}\", state: \"${state}\", at: \"${at | rfc2822}\"}\n",
            "",
            "15:5: error: the key 'item' is missing"
        ),
        Broken(
            "an item without a list",
            "  items: list\n",
            "",
            "15:5: error: the gateway's 'query' has no 'items': 'answer' is about one message"
        ),
        Broken(
            "a state that no vendor can know",
            "states: {delivered: ok}",
            "states: {not-yet: ok}",
            "17:14: error: 'not-yet' is not a known value of 'class'"
        ),
        Broken(
            "a place of questions elsewhere",
            "{accepted: {json: {code: \"0\"}}}",
            "{accepted: {json: {code: \"${state}\"}}}",
            "13:37: error: '${state}' has no value here"
        ),
        Broken(
            "no question",
            sound.split(separator: "\n")[5...10].joined(separator: "\n") + "\n",
            "",
            "9:5: error: the gateway asks nothing: it has no 'query'"
        ),
    ]

    @Test(arguments: broken)
    func aBrokenSectionIsRefusedAtItsPlace(broken: Broken) throws {
        let (_, problems) = read(try broken.text(of: Self.sound))
        #expect(problems.lines == broken.expected)
    }
}
