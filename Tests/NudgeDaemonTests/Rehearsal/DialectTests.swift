import NudgeCore
import NudgeGateways
import Testing

@testable import NudgeDaemon

/// Every shipped file against itself.
struct DialectTests {
    @Test(arguments: ShippedGateways.names)
    func eachShippedFileHasADialectThatItUnderstands(name: String) throws {
        let settings = try ShippedGateways.settings(name)
        #expect(settings.http?.dialect != nil)
        let findings = DialectCheck.findings(settings)
        #expect(findings.isEmpty, "\(findings.map { "\($0.line): \($0.message)" })")
    }

    @Test func aSampleThatIsClassifiedOtherwiseIsTold() throws {
        var settings = try ShippedGateways.settings("twilio")
        let index = try #require(
            settings.http?.dialect?.answers.firstIndex { $0.answerClass == .badRecipient }
        )
        settings.http?.dialect?.answers[index].answerClass = .balance
        let findings = DialectCheck.findings(settings)
        #expect(findings.count == 1)
        #expect(findings.first?.message.contains("is classified as 'bad-recipient'") == true)
    }

    @Test func aReceiptWithAnotherIDIsTold() throws {
        var settings = try ShippedGateways.settings("twilio")
        settings.http?.dialect?.id = WireTemplate(pieces: [.text("other")])
        settings.http?.callbacks[0].receipts[0].id = WireIdentifier(
            .path(WirePath(steps: [.name("To")]))
        )
        let messages = DialectCheck.findings(settings).map(\.message)
        #expect(messages.count == 2)
        #expect(messages.allSatisfy { $0.contains("is not that of the answer") })
    }

    @Test func aStateThatIsReadOtherwiseIsTold() throws {
        var settings = try ShippedGateways.settings("bank-platform")
        settings.http?.dialect?.query?.states[0].text = "LOST"
        let messages = DialectCheck.findings(settings).map(\.message)
        #expect(
            messages == ["a message of state 'accepted' is read as 'undelivered' by 'query'"]
        )
    }

    @Test func aQuestionWithoutAMessageIsTold() throws {
        var settings = try ShippedGateways.settings("bank-platform")
        settings.http?.queryRequest?.body = .json(.object([]))
        let messages = DialectCheck.findings(settings).map(\.message)
        #expect(messages == ["the question does not name the message that it is about"])
    }

    @Test func aRequestWithoutAnAddressIsTold() throws {
        var settings = try ShippedGateways.settings("twilio")
        settings.http?.request.body = .form([])
        let messages = DialectCheck.findings(settings).map(\.message)
        #expect(messages == ["the addresses are not found in the request"])
    }
}
