import NudgeCore
import NudgeGateways
import NudgeTestKit
import Testing

@testable import NudgeDaemon

/// Gateways that take the code of a template and its variables instead of words.
struct VendorWordsTests {
    private static func gateway(_ parameters: VendorTemplate.Parameters) throws -> Gateway {
        try Gateway(
            settings: GatewaySettings(
                name: "vendor",
                kind: .http,
                channels: [.sms],
                url: "https://vendor.example/",
                http: HTTPDescription(
                    templates: [
                        VendorTemplate(name: "late/first", code: "1110", parameters: parameters)
                    ],
                    request: RequestForm(url: URLForm(host: "vendor.example")),
                    answers: AnswerForm(
                        rules: [
                            AnswerRule(when: WireCondition(statuses: [200...200]), .accepted)
                        ]
                    )
                )
            ),
            secret: nil
        )
    }

    private static func parameter(_ name: String, _ source: String) -> VendorTemplate.Parameter {
        VendorTemplate.Parameter(name: name, source: source)
    }

    private static func values(name: String = "张三") -> MessageValues {
        MessageValues(
            name: name,
            creditor: Creditor(
                name: "示例银行",
                signature: "示例银行",
                howToPay: "手机银行",
                hotline: "95500",
                complaintLine: "12378",
                optOut: "回复TD退订"
            ),
            debts: [
                DebtValues(
                    product: "信用卡",
                    accountTail: "1234",
                    amount: Money(minorUnits: 123_450, currency: .cny),
                    dueDate: CivilDate(daysSinceEpoch: 20_000),
                    daysFromDue: 3
                )
            ]
        )
    }

    private static func compose(
        _ parameters: VendorTemplate.Parameters,
        template: String = "late/first",
        name: String = "张三",
        words: [ForbiddenWord] = []
    ) throws -> OutgoingMessage {
        var message = OutgoingMessage(
            wireID: "s1-1",
            channel: .sms,
            address: "+8613800138000",
            text: "words",
            messageClass: .collection,
            template: template
        )
        try Composer.addCode(
            to: &message,
            try gateway(parameters),
            values(name: name),
            WordingLint(words: words)
        )
        return message
    }

    @Test func variablesGoByPosition() throws {
        let message = try Self.compose(
            .list([Self.parameter("1", "{{姓名}}"), Self.parameter("2", "尾号{{尾号}}")])
        )
        #expect(message.code == "1110")
        #expect(message.parameters == .list(["张三", "尾号1234"]))
        #expect(message.text == "words")
    }

    @Test func variablesGoByName() throws {
        let message = try Self.compose(
            .named([Self.parameter("who", "{{姓名}}"), Self.parameter("days", "{{逾期天数}}")])
        )
        #expect(
            message.parameters == .named([WirePair("who", "张三"), WirePair("days", "3")])
        )
    }

    @Test func anotherTemplateCannotLeave() {
        #expect(throws: Composer.Failure.noCode(template: "late/second", gateway: "vendor")) {
            try Self.compose(.list([]), template: "late/second")
        }
    }

    /// Names come from files of the bank: they are looked at as they leave.
    @Test(arguments: ["http://x.cn", "【招行】", "张★三", "看www.x"])
    func aVariableThatTheVendorWouldRefuseIsNotSent(_ name: String) {
        #expect(throws: Composer.Failure.self) {
            try Self.compose(.list([Self.parameter("1", "{{姓名}}")]), name: name)
        }
    }

    @Test func forbiddenWordsAreNotSentInVariables() {
        let word = ForbiddenWord(
            phrase: "走着瞧",
            category: "L04",
            basis: Basis(kind: .house, source: "test")
        )
        #expect(throws: Composer.Failure.self) {
            try Self.compose(
                .list([Self.parameter("1", "{{姓名}}走着瞧")]),
                words: [word]
            )
        }
    }

    @Test func amountsAreWrittenAsInAMessage() throws {
        let message = try Self.compose(.list([Self.parameter("1", "{{金额}}")]))
        guard case .list(let texts)? = message.parameters else {
            Issue.record("no list")
            return
        }
        #expect(texts.count == 1)
        #expect(texts[0].contains("1,234.50"))
        #expect(!texts[0].contains("¥"))
    }
}
