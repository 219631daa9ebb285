import NudgeConfig
import NudgeCore
import Testing

/// `staff:` in the main file.
struct StaffSettingsTests {
    private func read(_ staff: String) throws -> (DaemonSettings?, [String]) {
        let problems = ConfigProblemList(file: "Config/nudge.yaml")
        let text = try Repository.text("Config/nudge.yaml") + "\nstaff: \(staff)\n"
        let settings = DaemonSettingsReader.read(text: text, problems: problems)
        return (settings, problems.sorted.map(\.message))
    }

    @Test func aWebhookHasAURLAndASecret() throws {
        let (settings, problems) = try read(
            "{webhook: {url: \"https://staff.example.com/cases\", secret: {credential: staff}}}"
        )
        #expect(problems == [])
        #expect(settings?.staff?.url == "https://staff.example.com/cases")
        #expect(settings?.staff?.secret == .credential("staff"))
    }

    @Test(arguments: ["http://127.0.0.1:9000/cases", "http://localhost:9000/cases"])
    func plainHTTPIsForThisMachine(url: String) throws {
        let (settings, _) = try read("{webhook: {url: \"\(url)\", secret: {credential: staff}}}")
        #expect(settings?.staff?.url == url)
    }

    @Test func andNotForOthers() throws {
        let (settings, problems) = try read(
            "{webhook: {url: \"http://staff.example.com/\", secret: {credential: staff}}}"
        )
        #expect(settings == nil)
        #expect(problems == ["the staff's webhook must be https: customers' numbers go there"])
    }

    @Test func aSecretInTheFileIsRefused() throws {
        let (settings, problems) = try read(
            "{webhook: {url: \"https://staff.example.com/\", secret: whsec_abc}}"
        )
        #expect(settings == nil && !problems.isEmpty)
        #expect(!problems.contains { $0.contains("whsec_abc") })
    }
}
