import NudgeConfig
import NudgeCore
import Testing

struct PullFormReaderTests {
    private static let sound = """
        pull:
          - name: reports
            every: 30s
            format: json
            request: {url: "https://v.example/pull", json: {key: "${secrets.key}"}}
            items: list
            receipt: {id: id, status: {path: state, delivered: ok, others: undelivered}}
            acknowledge: {mark: batch, request: {url: "https://v.example/ack", json: {b: "${mark}"}}}

        """

    private func read(_ pull: String) -> (forms: [PullForm], lines: [String]) {
        let problems = ConfigProblemList(file: "v.yaml")
        let text = """
            kind: http
            channels: [sms]
            url: https://v.example/send
            secrets: {key: {environment: KEY}}
            request: {json: {to: "${to}", text: "${content}"}}
            answers: {rules: [{when: {status: 200, json: {code: "0"}}, class: accepted}]}

            """
        let settings = GatewayReader.read(
            name: "v",
            text: text + pull,
            problems: problems,
            zones: ZoneStore()
        )
        return (settings?.http?.pulls ?? [], problems.lines)
    }

    @Test func aSoundSectionIsReadWhole() throws {
        let (forms, lines) = read(Self.sound)
        #expect(lines.isEmpty)
        let form = try #require(forms.first)
        #expect(form.name == "reports" && form.every == .seconds(30))
        #expect(form.request.url.host == "v.example" && form.signing == nil)
        #expect(form.acknowledgement?.mark == WirePath(steps: [.name("batch")]))
        #expect(form.reading.receipts.count == 1)
    }

    static let broken: [(String, String, String)] = [
        ("every: 30s", "every: 1s", "must lie in 5s…6h"),
        ("every: 30s\n", "\n", "'every' is missing"),
        ("items: list", "item: list", "unknown key 'item'"),
        ("${secrets.key}", "${to}", "to"),
        ("${secrets.key}", "${token}", "token"),
        ("{b: \"${mark}\"}", "{b: 1}", "does not say what is acknowledged"),
        ("json: {key:", "json: {mark: \"${mark}\", key:", "mark"),
        ("receipt: {id: id,", "receive: {id: id,", "receive"),
        ("/pull\"", "/pull?key=${secrets.key}\"", "secrets.key"),
    ]

    @Test(arguments: broken)
    func aMistakeIsSaid(_ old: String, _ new: String, _ said: String) {
        let (forms, lines) = read(Self.sound.replacing(old, with: new))
        #expect(forms.isEmpty && !lines.isEmpty)
        #expect(lines.contains { $0.contains(said) }, "\(lines)")
    }
}
