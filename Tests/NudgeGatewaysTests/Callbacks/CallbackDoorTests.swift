import Foundation
import NudgeCore
import NudgeGateways
import Testing

struct CallbackDoorTests {
    @Test(arguments: VendorSample.all.indices)
    func whatAVendorPostsIsReadWhole(_ index: Int) throws {
        let sample = VendorSample.all[index]
        let reading = try CallbackFixture.door(sample.vendor, sample.name)
            .read(sample.input(sample.body), now: CallbackFixture.now)
        #expect(reading.events == sample.events, "\(sample.description)")
        #expect(reading.faults.isEmpty)
    }

    /// Every callback that ships has a sample here, so that none is only written down.
    @Test func everyShippedCallbackHasASample() throws {
        let untested = [
            "standard-webhooks/events", "sendgrid/events", "aws-ses/events", "wecom/events",
        ]
        let tested = VendorSample.all.map(\.description) + untested
        let replies = ["bank-platform/reply", "bank-platform-xml/report"]
        for vendor in try VendorPart.names() {
            for form in try VendorPart.callbacks(vendor) {
                let name = "\(VendorPart.twins[vendor] ?? vendor)/\(form.name)"
                #expect(tested.contains(name) || replies.contains(name), "\(name)")
            }
        }
    }

    // MARK: - Doors

    @Test func anUnsignedCallbackNeedsTheSecretOfItsPath() throws {
        let door = try CallbackFixture.door("tencent-sms", "reply")
        let body = Array("{\"mobile\":\"13800138000\",\"text\":\"TD\"}".utf8)
        for tail in [nil, "", "p4th-Secret-of-16-sign", CallbackFixture.pathSecret + "x"] {
            #expect(throws: CallbackError.wrongPath) {
                try door.read(CallbackInput(pathTail: tail, body: body), now: CallbackFixture.now)
            }
        }
        #expect(
            try door.read(
                CallbackInput(pathTail: CallbackFixture.pathSecret, body: body),
                now: CallbackFixture.now
            ).events.count == 1
        )
    }

    @Test(arguments: [
        ("10.0.0.1", true), ("10.255.0.1", true), ("11.0.0.1", false), ("::ffff:10.9.9.9", true),
        ("fd00::1", true), ("fe80::1", false), ("unknown", false), ("", false),
    ])
    func onlyTheSourcesOfAGatewayAreHeard(_ remote: String, isHeard: Bool) throws {
        let sample = try #require(VendorSample.all.first { $0.vendor == "bank-platform" })
        var input = sample.input(sample.body)
        input.remote = remote
        let door = try CallbackFixture.door("bank-platform", "report")
        if isHeard {
            #expect(try door.read(input, now: CallbackFixture.now).events.count == 2)
        } else {
            #expect(throws: CallbackError.notFrom(remote)) {
                try door.read(input, now: CallbackFixture.now)
            }
        }
    }

    /// T-80.
    @Test func fiveMegabytesAreNoCallback() throws {
        let door = try CallbackFixture.door("aliyun-sms", "report")
        let body = [UInt8](repeating: 0x20, count: 5_000_000)
        #expect(throws: CallbackError.tooLarge(5_000_000)) {
            try door.read(
                CallbackInput(pathTail: CallbackFixture.pathSecret, body: body),
                now: CallbackFixture.now
            )
        }
    }

    @Test func aCallbackOfTooManyEventsIsRefusedWhole() throws {
        let door = try CallbackFixture.door("aliyun-sms", "report")
        let one = "{\"biz_id\":\"1\",\"success\":true}"
        let body = "[" + [String](repeating: one, count: 1_001).joined(separator: ",") + "]"
        #expect(throws: CallbackError.unreadable("more than 1000 events")) {
            try door.read(CallbackFixture.plain(body), now: CallbackFixture.now)
        }
    }

    @Test func aBadItemIsToldAndThoseBesideItAreTaken() throws {
        let door = try CallbackFixture.door("aliyun-sms", "report")
        let body = """
            [{"biz_id":"1","success":true},{"success":true},{"biz_id":"2"},
            {"biz_id":"3","success":true,"report_time":"yesterday"},
            {"biz_id":"4","success":"maybe"},{"biz_id":"5","success":"false"}]
            """
        let reading = try door.read(CallbackFixture.plain(body), now: CallbackFixture.now)
        #expect(reading.events.count == 2)
        #expect(reading.passedOver == 1)
        #expect(
            reading.faults == [
                "event 1: it does not say of which message",
                "event 2: it does not say what became of the message",
                "event 3: its time is not written as the file says",
            ]
        )
    }

    @Test(arguments: ["", "[", "{\"biz_id\":\"1\"", "[{\"success\":true}]", "\u{0}", "null x"])
    func aBodyOfWhichNothingCanBeReadIsRefused(_ body: String) throws {
        let door = try CallbackFixture.door("aliyun-sms", "report")
        #expect(throws: CallbackError.self) {
            try door.read(CallbackFixture.plain(body), now: CallbackFixture.now)
        }
    }

    @Test func aTimeInTheFutureIsNow() throws {
        let door = try CallbackFixture.door("tencent-sms", "reply")
        let body = "{\"mobile\":\"13800138000\",\"text\":\"TD\",\"time\":4000000000}"
        let reading = try door.read(CallbackFixture.plain(body), now: CallbackFixture.now)
        #expect(
            reading.events == [
                .reply(
                    InboundReply(
                        channel: .sms,
                        address: "13800138000",
                        text: "TD",
                        at: CallbackFixture.now
                    )
                )
            ]
        )
    }

    // MARK: - Setting up

    @Test func aSecretThatIsMissingOrTooShortIsToldAtOnce() throws {
        let form = try VendorPart.form("aliyun-sms", "report")
        #expect(throws: CallbackSetupError.self) { try CallbackDoor(form, secrets: [:]) }
        for weak in ["short", "with/slash/and-more-signs", "with blank in it 1234"] {
            #expect(throws: CallbackSetupError.self) {
                try CallbackDoor(form, secrets: ["callback_path": weak])
            }
        }
        let sealed = try VendorPart.form("wecom", "events")
        #expect(throws: CallbackSetupError.self) {
            try CallbackDoor(sealed, secrets: ["callback_token": "t", "aes_key": "short"])
        }
    }

    // MARK: - Checks of the address

    @Test func aCheckOfTheAddressIsReadBack() throws {
        let door = try CallbackFixture.door("jpush", "push")
        let input = CallbackInput(method: "GET", query: "echostr=571fd1bfaadc4919a652d56d13925e0f")
        #expect(
            try door.echo(input, now: CallbackFixture.now)
                == Array("571fd1bfaadc4919a652d56d13925e0f".utf8)
        )
        let script = CallbackInput(method: "GET", query: "echostr=%3Cscript%3E")
        #expect(throws: CallbackError.self) { try door.echo(script, now: CallbackFixture.now) }
        #expect(
            try CallbackFixture.door("twilio", "status").echo(input, now: CallbackFixture.now)
                == nil
        )
    }

    @Test func aSignedCheckOfTheAddressMustBeSigned() throws {
        let door = try CallbackFixture.door("wechat", "events")
        let digest = CallbackFixture.sha1("12345678901795161600QDG6eK")
        let good = "signature=\(digest)&timestamp=1795161600&nonce=1234567890&echostr=42"
        #expect(
            try door.echo(CallbackInput(method: "GET", query: good), now: CallbackFixture.now)
                == Array("42".utf8)
        )
        let bad = good.replacingOccurrences(of: "nonce=1", with: "nonce=2")
        #expect(throws: CallbackError.wrongSignature) {
            try door.echo(CallbackInput(method: "GET", query: bad), now: CallbackFixture.now)
        }
    }
}
