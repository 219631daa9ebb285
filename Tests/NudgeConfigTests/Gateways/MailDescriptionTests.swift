import NudgeConfig
import NudgeCore
import Testing

struct MailDescriptionTests {
    static let sound = """
        url: smtp://smtp.example.com:25
        from: {address: notice@mail.example.com, name: 某某银行}
        reply_to: service@example.com
        login: {user: notice, password: {credential: smtp-password}}
        greeting: nudge.example.com
        unsubscribe:
          address: stop@example.com
          url: https://example.com/u/${reference}

        """

    private func read(
        _ text: String
    ) -> (mail: MailDescription?, problems: ConfigProblemList) {
        let problems = ConfigProblemList(file: "Config/gateways/x.yaml")
        let map = StrictYAML.parse(text, problems: problems)
            .flatMap { $0.mapping(MailDescription.keys) }
        let mail = map.flatMap { MailDescription.read($0, base: "Config/gateways") }
        return (problems.hasErrors ? nil : mail, problems)
    }

    @Test func aSoundFileIsReadWhole() {
        let (mail, problems) = read(Self.sound)
        #expect(problems.lines.isEmpty)
        let url = WireTemplate(pieces: [
            .text("https://example.com/u/"), .place(WirePlace(name: "reference")),
        ])
        #expect(
            mail
                == MailDescription(
                    url: "smtp://smtp.example.com:25",
                    from: MailAddress(address: "notice@mail.example.com", name: "某某银行"),
                    replyTo: "service@example.com",
                    login: MailLogin(user: "notice", password: .credential("smtp-password")),
                    greeting: "nudge.example.com",
                    unsubscribe: MailUnsubscribe(address: "stop@example.com", url: url)
                )
        )
    }

    static let servers: [(String, String, MailEncryption)] = [
        ("smtp://mx.example.com", "smtp://mx.example.com:587", .startTLS),
        ("smtps://mx.example.com", "smtps://mx.example.com:465", .implicit),
        ("smtp://[::1]:2525", "smtp://[::1]:2525", .startTLS),
    ]

    @Test(arguments: servers)
    func aServerHasItsUsualPort(text: String, url: String, encryption: MailEncryption) {
        let (mail, problems) = read("{url: \"\(text)\", from: a@b.example}")
        #expect(problems.lines.isEmpty)
        #expect(mail?.url == url)
        #expect(mail?.encryption == encryption)
        #expect(mail?.greeting == "b.example")
    }

    @Test func onlyThisMachineIsSpokenToInTheClear() {
        let here = read("{url: smtp://127.0.0.1:25, from: a@b.example, encryption: none}")
        #expect(here.mail?.encryption == MailEncryption.none)
        let there = read("{url: smtp://mx.example.com, from: a@b.example, encryption: none}")
        #expect(there.mail == nil)
        #expect(
            there.problems.lines
                == ["1:49: error: mails may not leave this machine in the clear"]
        )
    }

    static let broken: [Broken] = [
        Broken(
            "another scheme",
            "smtp://smtp.example.com:25",
            "http://smtp.example.com",
            "1:6: error: 'http://smtp.example.com' is not the URL of a mail server, such as "
                + "smtp://smtp.example.com:587"
        ),
        Broken(
            "a password in the URL",
            "smtp://smtp.example.com:25",
            "smtp://me:x@example.com:25",
            "1:6: error: a secret may not stand in a URL"
        ),
        Broken(
            "no address",
            "notice@mail.example.com",
            "notice",
            "2:17: error: 'notice' is not a mail address such as notice@example.com"
        ),
        Broken(
            "a password in the file",
            "password: {credential: smtp-password}",
            "password: hunter2",
            "4:33: error: a secret may not stand in a configuration file"
        ),
        Broken(
            "a page in the clear",
            "https://example.com",
            "http://example.com",
            "8:8: error: 'url' must begin with https:// and hold no blanks"
        ),
        Broken(
            "an unknown place",
            "${reference}",
            "${to}",
            "8:8: error: '${to}' has no value here"
        ),
    ]

    @Test(arguments: broken)
    func aBrokenFileIsRefusedAtItsPlace(broken: Broken) throws {
        let (mail, problems) = read(try broken.text(of: Self.sound))
        #expect(problems.lines == broken.expected)
        #expect(mail == nil)
    }

    @Test func theShippedFileIsAGateway() throws {
        let problems = ConfigProblemList(file: "Config/gateways/smtp.yaml")
        let text = try Repository.text("Config/gateways/examples/smtp.yaml")
        let gateway = GatewayReader.read(name: "smtp", text: text, problems: problems)
        #expect(problems.lines.isEmpty)
        #expect(gateway?.kind == .smtp)
        #expect(gateway?.mail?.encryption == .startTLS)
        #expect(gateway?.url == "smtp://smtp.example.com:587")
    }
}
