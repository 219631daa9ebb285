import NudgeConfig
import NudgeCore
import Testing

struct DaemonSettingsReaderTests {
    static let sound = """
        environment: staging
        allow_list: ["+8613800138000", trial@example.com]
        store: {path: ../var/nudge.sqlite}
        master_key: {credential: nudge-master-key}
        rulebooks: [cn-mainland]
        strategy: standard
        creditor:
          name: 示例银行
          signature: 示例银行
          hotline: "95500"
          how_to_pay: app

        """

    private func read(_ text: String) -> (settings: DaemonSettings?, lines: [String]) {
        let problems = ConfigProblemList(file: "Config/nudge.yaml")
        let settings = DaemonSettingsReader.read(text: text, problems: problems)
        return (settings, problems.lines)
    }

    @Test func defaultsAreFilledIn() throws {
        let (read, lines) = read(Self.sound)
        #expect(lines.isEmpty)
        let settings = try #require(read)
        #expect(settings.environment == .staging)
        #expect(settings.mode == .live)
        #expect(settings.allowList == ["+8613800138000", "trial@example.com"])
        #expect(settings.storePath == "var/nudge.sqlite")
        #expect(settings.masterKey == .credential("nudge-master-key"))
        #expect(settings.calendar == nil)
        #expect(settings.folders.templates == "Templates")
        #expect(settings.folders.rulebooks == "Config/rulebooks")
        #expect(settings.folders.zoneinfo == "/usr/share/zoneinfo")
        #expect("\(settings.callbacks)" == "127.0.0.1:8470")
        #expect(settings.logLevel == .info)
        #expect(settings.creditor.complaintLine == "95500")
        #expect(settings.locale == "zh-Hans")
    }

    @Test func aLimitOfComplaintsIsRead() throws {
        let (settings, lines) = read(
            Self.sound + "complaints: {above: 3 per 1000, within: 7d, at_least: 50}\n"
        )
        #expect(lines.isEmpty)
        let limit = ComplaintLimit(complaints: 3, contacts: 1000, within: .days(7), atLeast: 50)
        #expect(settings?.complaints == limit)
        #expect(read(Self.sound).settings?.complaints == nil)
    }

    @Test func aRampAndAModeAreRead() throws {
        let text = Self.sound + "mode: shadow\nramp: {percent: 5, tiers: {coming-due: 100}}\n"
        let (read, lines) = read(text)
        #expect(
            lines == [
                "12:1: warning: in staging, a shadow sees only the customers on the allow-list"
            ]
        )
        let settings = try #require(read)
        #expect(settings.mode == .shadow)
        #expect(settings.ramp.ramp.percent == 5)
        #expect(settings.ramp.ramp.percent(of: "coming-due") == 100)
        #expect(settings.ramp.ramp.percent(of: "early") == 5)
    }

    static let broken: [Broken] = [
        Broken(
            "environment not said",
            "environment: staging\n",
            "",
            "1:1: error: the key 'environment' is missing"
        ),
        Broken(
            "unknown environment",
            "environment: staging",
            "environment: prod",
            "1:14: error: 'prod' is not a known value of 'environment'"
        ),
        Broken(
            "staging without an allow-list",
            "allow_list: [\"+8613800138000\", trial@example.com]\n",
            "",
            "1:1: error: the key 'allow_list' is missing"
        ),
        Broken(
            "an empty allow-list",
            "[\"+8613800138000\", trial@example.com]",
            "[]",
            "2:13: error: 'allow_list' is empty"
        ),
        Broken(
            "a plain secret",
            "{credential: nudge-master-key}",
            "hunter2",
            "4:13: error: a secret may not stand in a configuration file"
        ),
        Broken(
            "a secret in two places",
            "{credential: nudge-master-key}",
            "{credential: a, file: b}",
            "4:13: error: a secret has one place, not 2"
        ),
        Broken(
            "a secret in none",
            "{credential: nudge-master-key}",
            "{}",
            "4:13: error: 'master_key' names no place"
        ),
        Broken(
            "a credential outside its folder",
            "{credential: nudge-master-key}",
            "{credential: ../key}",
            "4:26: error: '../key' is not the name of a credential, such as nudge-master-key"
        ),
        Broken(
            "no rulebook",
            "rulebooks: [cn-mainland]",
            "rulebooks: []",
            "5:12: error: at least one rulebook must be in force"
        ),
        Broken(
            "a rulebook by its path",
            "rulebooks: [cn-mainland]",
            "rulebooks: [rulebooks/cn-mainland]",
            "5:13: error: 'rulebooks/cn-mainland' is not the name of a file in its folder"
        ),
        Broken(
            "another mode",
            "strategy: standard",
            "mode: rehearsal\nstrategy: standard",
            "6:7: error: 'rehearsal' is not a known value of 'mode'"
        ),
        Broken(
            "a port out of range",
            "strategy: standard",
            "callbacks: {listen: \"127.0.0.1:70000\"}\nstrategy: standard",
            "6:21: error: '127.0.0.1:70000' is not an address to listen on, such as "
                + "\"127.0.0.1:8470\""
        ),
        Broken(
            "a signature with its brackets",
            "signature: 示例银行",
            "signature: 【示例银行】",
            "9:14: error: '【示例银行】' cannot be an SMS signature"
        ),
        Broken(
            "a ramp of more than everybody",
            "strategy: standard",
            "ramp: {percent: 101}\nstrategy: standard",
            "6:17: error: 'percent' must lie in 0…100, not 101"
        ),
        Broken(
            "a tier's share that is no number",
            "strategy: standard",
            "ramp: {percent: 5, tiers: {early: 5%}}\nstrategy: standard",
            "6:35: error: 'early' must be a whole number, not '5%'"
        ),
        Broken(
            "a rate of complaints without its unit",
            "strategy: standard",
            "complaints: {above: 3, within: 7d, at_least: 50}\nstrategy: standard",
            "6:21: error: '3' is not a rate, such as '3 per 1000'"
        ),
        Broken(
            "a rate of complaints that is never exceeded",
            "strategy: standard",
            "complaints: {above: 9 per 9, within: 7d, at_least: 50}\nstrategy: standard",
            "6:21: error: nothing is ever above 9 per 9: a contact is complained about once"
        ),
        Broken(
            "complaints within longer than counts are kept",
            "strategy: standard",
            "complaints: {above: 3 per 1000, within: 32d, at_least: 50}\nstrategy: standard",
            "6:41: error: 'within' must lie in 1h…31d, not 32d"
        ),
        Broken(
            "complaints without a least number of contacts",
            "strategy: standard",
            "complaints: {above: 3 per 1000, within: 7d}\nstrategy: standard",
            "6:13: error: the key 'at_least' is missing"
        ),
        Broken(
            "complaints of no contact at least",
            "strategy: standard",
            "complaints: {above: 3 per 1000, within: 7d, at_least: 0}\nstrategy: standard",
            "6:55: error: 'at_least' must lie in 1…1000000, not 0"
        ),
        Broken(
            "a ramp without a share",
            "strategy: standard",
            "ramp: {tiers: {early: 5}}\nstrategy: standard",
            "6:7: error: the key 'percent' is missing"
        ),
    ]

    @Test func aMisspeltKeyIsRefusedAtItsPlace() {
        let keys = MisspeltKey.all(in: Self.sound, free: [])
        #expect(keys.count >= 12)
        for key in keys {
            for text in key.misspellings {
                let (value, lines) = read(key.text(misspelt: text))
                #expect(value == nil)
                let expected = "\(key.line):\(key.column): error: unknown key '\(text)'"
                #expect(lines.contains(expected), "\(key.key) as \(text)")
            }
        }
    }

    @Test(arguments: broken)
    func aBrokenFileIsRefusedAtItsPlace(broken: Broken) throws {
        let (settings, lines) = read(try broken.text(of: Self.sound))
        #expect(lines == broken.expected)
        #expect(settings == nil)
    }

    @Test func aPlainSecretIsNotRepeated() throws {
        let problems = ConfigProblemList(file: "nudge.yaml")
        let text = Self.sound.replacing("{credential: nudge-master-key}", with: "hunter2")
        _ = DaemonSettingsReader.read(text: text, problems: problems)
        let shown = problems.sorted.map(\.description).joined()
        #expect(shown.contains("{credential: NAME}"))
        #expect(!shown.contains("hunter2"))
    }

    @Test func anAllowListInProductionIsWarnedOf() throws {
        let (settings, lines) = read(
            Self.sound.replacing("environment: staging", with: "environment: production")
        )
        #expect(settings?.environment == .production)
        #expect(lines == ["2:1: warning: in production the allow-list has no effect"])
    }

    static let addresses: [(String, String)] = [
        ("0.0.0.0:80", "0.0.0.0:80"), ("[::1]:8470", "[::1]:8470"), ("localhost:1", "localhost:1"),
    ]

    @Test(arguments: addresses)
    func listenAddressesAreRead(text: String, shown: String) throws {
        let (settings, lines) = read(Self.sound + "callbacks: {listen: \"\(text)\"}\n")
        #expect(lines.isEmpty)
        #expect(settings.map { "\($0.callbacks)" } == shown)
    }
}
