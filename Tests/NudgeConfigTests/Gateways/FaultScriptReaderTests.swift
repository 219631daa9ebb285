import NudgeConfig
import NudgeCore
import Testing

struct FaultScriptReaderTests {
    static let sound = """
        seed: 7
        faults:
          - {gateway: sms, at: 34h, for: 30m, does: rate-limited, wait: 60s}
          - {gateway: mail, after: 200, count: 20, does: unknown}
          - {gateway: all, share: 10%, does: hang}
          - {gateway: sms, at: 59h, count: 50, does: reply, text: 已还}
        resume:
          - {gateway: sms, at: 40h}

        """

    private func read(_ text: String) -> (script: FaultScript?, problems: ConfigProblemList) {
        let problems = ConfigProblemList(file: "faults.yaml")
        let script = FaultScriptReader.read(
            text: text,
            gateways: ["sms", "mail"],
            problems: problems
        )
        return (script, problems)
    }

    @Test func aSoundScriptIsReadWhole() {
        let (script, problems) = read(Self.sound)
        #expect(problems.lines.isEmpty)
        let faults = [
            ScriptedFault(
                gateway: "sms",
                beginning: .at(.hours(34)),
                end: .length(.minutes(30)),
                kind: .rateLimited(waitSeconds: 60)
            ),
            ScriptedFault(
                gateway: "mail",
                beginning: .after(messages: 200),
                end: .messages(20),
                kind: .unknown
            ),
            ScriptedFault(sharePercent: 10, kind: .hang),
            ScriptedFault(
                gateway: "sms",
                beginning: .at(.hours(59)),
                end: .messages(50),
                kind: .reply("已还")
            ),
        ]
        let resumptions = [FaultScript.Resumption(gateway: "sms", at: .hours(40))]
        #expect(script == FaultScript(seed: 7, faults: faults, resumptions: resumptions))
    }

    @Test func everyWordOfTheListIsAFault() {
        for name in FaultKind.names {
            #expect(FaultKind(name: name, waitSeconds: 1, text: "x") != nil, "\(name)")
        }
    }

    static let broken = [
        Broken(
            "another gateway",
            "gateway: mail",
            "gateway: post",
            "4:15: error: 'post' is not a known value of 'gateway'"
        ),
        Broken(
            "an unknown fault",
            "does: unknown",
            "does: unknwon",
            "4:50: error: 'unknwon' is not a known value of 'does'"
        ),
        Broken(
            "two beginnings",
            "after: 200,",
            "after: 200, at: 1h,",
            "4:33: error: a fault begins 'at' a time or 'after' messages, not both"
        ),
        Broken(
            "two ends",
            "count: 20,",
            "count: 20, for: 1h,",
            "4:44: error: a fault lasts 'for' a time or a 'count' of messages, not both"
        ),
        Broken(
            "no share",
            "share: 10%",
            "share: 10",
            "5:27: error: '10' is not a share such as 10%"
        ),
        Broken("a reply without words", ", text: 已还", "", "6:5: error: a reply needs a text"),
        Broken(
            "a wait of a hang",
            "does: hang",
            "does: hang, wait: 5s",
            "5:44: error: only 'rate-limited' has a wait"
        ),
    ]

    @Test(arguments: broken)
    func aBrokenScriptIsToldWithItsPlace(_ broken: Broken) throws {
        let (script, problems) = try read(broken.text(of: Self.sound))
        #expect(script == nil)
        #expect(problems.lines == broken.expected)
    }
}
