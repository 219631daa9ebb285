import NudgeCore
import NudgeServer
import Testing

@Suite struct SandboxScriptTests {
    static let phones: [(address: String, script: SandboxScript)] = [
        ("+8619900000001", .refuse), ("19900000001", .refuse), ("008619900000001", .refuse),
        ("86 199 0000 0001", .refuse), ("+8619900123402", .optedOut), ("+8619900999903", .throttle),
        ("+8619900000004", .fail), ("+8619900000005", .hang), ("+8619900000006", .close),
        ("+8619900000007", .late), ("+8619900000008", .undelivered), ("+8619900000009", .twice),
        ("+8619900000010", .receiptFirst), ("+8619900000011", .replyOptOut),
        ("+8619900000012", .replyPaid), ("+8619900000013", .replyWrongPerson),
        ("+8619900000014", .silent), ("+8619900000015", .unreadable),
        ("+8619900000016", .recovered), ("+8619900000017", .throttleOnce),
        ("+8619900000018", .misconfigured), ("+8619900000019", .balance),
        ("+8619900000020", .delay(seconds: 10)), ("+8619900000023", .delay(seconds: 3)),
        ("+8619900000000", .ordinary), ("+8619900000030", .vendorID),
        ("+8619900000031", .replyComplaint),
        ("+8619900000032", .ordinary),
        ("+8619900000099", .ordinary),
        ("+8619910000001", .ordinary), ("+8613800138001", .ordinary), ("1990000001", .ordinary),
        ("+4419900000001", .ordinary), ("", .ordinary),
    ]

    static let mails: [(address: String, script: SandboxScript)] = [
        ("refuse@sandbox.invalid", .refuse), ("Refuse+17@Sandbox.Invalid", .refuse),
        ("throttle-once@sandbox.invalid", .throttleOnce), ("throttle@sandbox.invalid", .throttle),
        ("delay-5@sandbox.invalid", .delay(seconds: 5)),
        ("delay-60+x@sandbox.invalid", .delay(seconds: 60)),
        ("delay-61@sandbox.invalid", .ordinary), ("delay-0@sandbox.invalid", .ordinary),
        ("refused@sandbox.invalid", .ordinary), ("refuse@example.com", .ordinary),
        ("zhang@sandbox.invalid", .ordinary),
    ]

    static let tokens: [(address: String, script: SandboxScript)] = [
        ("sandbox-refuse", .refuse), ("sandbox-refuse-8f3a", .refuse),
        ("sandbox-reply-td-1", .replyOptOut), ("sandbox-throttle-once-7", .throttleOnce),
        ("sandbox-throttle-7", .throttle), ("sandbox-delay-3", .delay(seconds: 3)),
        ("sandbox-delay-3-abc", .delay(seconds: 3)), ("sandbox-refused", .ordinary),
        ("sandbox-", .ordinary), ("sandbox-x", .ordinary), ("a1b2c3", .ordinary),
    ]

    @Test(arguments: phones)
    func aPhoneNumbersLastDigitsAreTheCode(address: String, script: SandboxScript) {
        #expect(SandboxScript(address: address, kind: .phone) == script)
    }

    @Test(arguments: mails)
    func aMailAddressesWordIsTheScript(address: String, script: SandboxScript) {
        #expect(SandboxScript(address: address, kind: .email) == script)
    }

    @Test(arguments: tokens)
    func aDeviceTokensWordIsTheScript(address: String, script: SandboxScript) {
        #expect(SandboxScript(address: address, kind: .device) == script)
        #expect(SandboxScript(address: address, kind: .wechat) == script)
    }

    @Test func codesAndWordsAreUniqueAndWithoutGaps() {
        #expect(SandboxScript.table.map(\.code) == Array(1...19) + [30, 31])
        #expect(Set(SandboxScript.table.map(\.word)).count == 21)
        #expect(Set(SandboxScript.table.map(\.script)).count == 21)
    }
}
