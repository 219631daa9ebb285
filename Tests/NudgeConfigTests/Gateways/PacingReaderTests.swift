import NudgeConfig
import NudgeCore
import Testing

struct PacingReaderTests {
    private static let head =
        "kind: webhook\nchannels: [sms]\nurl: https://a/\nsecret: {file: /k}\n"

    private func read(_ rest: String) -> (GatewaySettings?, [String]) {
        let problems = ConfigProblemList(file: "Config/gateways/x.yaml")
        let settings = GatewayReader.read(
            name: "x",
            text: Self.head + rest,
            problems: problems
        )
        return (settings, problems.sorted.map(\.message))
    }

    @Test func aSoundFileIsReadWhole() throws {
        let (read, problems) = read(
            """
            price: 0.0325 CNY
            budget: {per_day: 5000 CNY, then: ask}
            route: {order: 2, weight: 3}
            doubt: {after: 48h, then: expire}
            pacing:
              per_day: 100000
              resets: "09:30"
              hours: "08:00-22:00"
              zone: Asia/Shanghai
              recipient: [1 per 30s, {limit: 50 per day, same: template}]
            """
        )
        let gateway = try #require(read)
        #expect(problems.isEmpty)
        #expect(gateway.price == Price(millionths: 32_500, currency: .cny))
        #expect(
            gateway.budget == Budget(perDay: 5_000_000_000, currency: .cny, then: .ask)
        )
        #expect(gateway.route == RouteForm(order: 2, weight: 3))
        #expect(gateway.doubt == DoubtPolicy(after: .hours(48), then: .expire))
        #expect(
            gateway.pacing
                == PacingForm(
                    perDay: 100_000,
                    resetMinute: 9 * 60 + 30,
                    hours: OpenHours(from: 480, until: 1320),
                    recipient: [
                        RecipientLimit(most: 1, period: .rolling(.seconds(30))),
                        RecipientLimit(most: 50, period: .day, isSameTemplate: true),
                    ],
                    zone: "Asia/Shanghai"
                )
        )
    }

    @Test(arguments: [
        ("pacing: {resets: \"09:00\"}", "'resets' needs a 'per_day' quota"),
        ("pacing: {hours: \"22:00-08:00\"}", "hours of one day"),
        ("pacing: {recipient: [50 a day]}", "a limit such as"),
        ("pacing: {recipient: [{limit: 5 per day, same: text}]}", "known value of 'same'"),
        ("budget: {per_day: 100 CNY}", "a budget needs a 'price'"),
        ("price: 0.0000001 CNY", "a price such as"),
        ("doubt: {then: forget}", "forget"),
    ])
    func aBrokenOneIsRefused(_ text: String, _ words: String) {
        let (gateway, problems) = read(text)
        #expect(gateway == nil)
        #expect(problems.contains { $0.contains(words) }, "\(problems)")
    }
}
