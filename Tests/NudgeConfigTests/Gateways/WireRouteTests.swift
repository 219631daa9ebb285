import NudgeConfig
import NudgeCore
import Testing

struct WireRouteTests {
    private func read(
        _ text: String
    ) -> (gateway: GatewaySettings?, problems: ConfigProblemList) {
        let problems = ConfigProblemList(file: "Config/gateways/x.yaml")
        let head = "kind: webhook\nchannels: [sms]\nurl: https://a.example/\nsecret: {file: k}\n"
        let gateway = GatewayReader.read(name: "x", text: head + text, problems: problems)
        return (gateway, problems)
    }

    @Test func aRouteIsReadWhole() {
        let (gateway, problems) = read(
            """
            proxy: socks5h://proxy.example.com:1080
            ip: v6
            client_certificate: {certificate: keys/us.pem, key: /etc/us.key}
            timeouts: {stall: 10s}

            """
        )
        #expect(problems.lines.isEmpty)
        #expect(
            gateway?.wireRoute
                == WireRoute(
                    proxy: "socks5h://proxy.example.com:1080",
                    family: .v6,
                    certificateFile: "Config/gateways/keys/us.pem",
                    keyFile: "/etc/us.key",
                    stall: .seconds(10)
                )
        )
        #expect(read("").gateway?.wireRoute == .usual)
    }

    static let broken: [(String, String)] = [
        (
            "proxy: https://p.example:1",
            "5:8: error: 'https://p.example:1' is not a proxy such as "
                + "http://proxy.example.com:3128"
        ),
        (
            "proxy: http://p.example",
            "5:8: error: 'http://p.example' is not a proxy such as http://proxy.example.com:3128"
        ),
        ("proxy: http://me:x@p.example:1", "5:8: error: a secret may not stand in a URL"),
        ("ip: v5", "5:5: error: 'v5' is not a known value of 'ip'"),
        ("client_certificate: {key: a}", "5:21: error: the key 'certificate' is missing"),
        ("timeouts: {stall: 10ms}", "5:19: error: 'stall' must lie in 1s…5m, not 10ms"),
    ]

    @Test(arguments: broken)
    func aBrokenRouteIsRefusedAtItsPlace(text: String, expected: String) {
        let (gateway, problems) = read(text + "\n")
        #expect(problems.lines == [expected])
        #expect(gateway == nil)
    }
}
