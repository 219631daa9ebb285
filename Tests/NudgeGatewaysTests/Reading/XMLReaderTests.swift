import NudgeCore
import NudgeGateways
import Testing

/// Through a callback in XML: the reader itself is nobody else's.
struct XMLReaderTests {
    static let form = CallbackForm(
        name: "x",
        format: .xml,
        check: .none,
        items: WirePath(steps: [.name("item")]),
        replies: [
            ReplyForm(
                channel: .sms,
                address: WirePath(steps: [.name("@from")]),
                text: WirePath(steps: [.name("#text")])
            )
        ]
    )

    static func texts(_ body: String) throws -> [String]? {
        let door = try CallbackDoor(form, secrets: [:])
        guard
            let reading = try? door.read(
                CallbackInput(body: Array(body.utf8)),
                now: CallbackFixture.now
            )
        else { return nil }
        return reading.events.compactMap { event in
            if case .reply(let reply) = event { reply.address + " " + reply.text } else { nil }
        }
    }

    static let sound: [(String, [String])] = [
        ("<a><item from='1'>x</item></a>", ["1 x"]),
        ("<?xml version=\"1.0\"?>\n<!-- b --><a>\n<item from=\"1\">x</item>\n</a>\n", ["1 x"]),
        ("<a><item from='1'>x</item><b/><item from='2'>y</item></a>", ["1 x", "2 y"]),
        ("<a><item from='1'><![CDATA[<&]]>z</item></a>", ["1 <&z"]),
        ("<a><item from='1'>&lt;&amp;&gt;&quot;&apos;&#20013;&#x4E2D;</item></a>", ["1 <&>\"'中中"]),
        ("<a><item from='1&amp;2'>x<!-- c -->y</item></a>", ["1&2 xy"]),
        ("\u{FEFF}<a><item from='1'>x</item></a >", ["1 x"]),
    ]

    @Test(arguments: sound)
    func aSoundDocumentIsRead(_ body: String, _ expected: [String]) throws {
        #expect(try Self.texts(body) == expected)
    }

    static let refused: [String] = [
        "<!DOCTYPE a [<!ENTITY b \"c\">]><a><item from='1'>&b;</item></a>",
        "<!DOCTYPE a SYSTEM \"file:///etc/passwd\"><a/>",
        "<a><item from='1'>&b;</item></a>",
        "<a><item from='1'>&#0;</item></a>",
        "<a><item from='1'>&#xD800;</item></a>",
        "<a><item from='1'>&#x110000;</item></a>",
        "<a><?php x ?></a>",
        "<a><item from='1'>x</a></item>",
        "<a><item from='1' from='2'>x</item></a>",
        "<a><item from='<'>x</item></a>",
        "<a><item from=1>x</item></a>",
        "<a></a><a></a>",
        "<a>",
        "a",
        "",
        "<a>\u{01}</a>",
        String(repeating: "<a>", count: 17) + String(repeating: "</a>", count: 17),
    ]

    @Test(arguments: refused)
    func whatAnAttackerWouldWriteIsRefused(_ body: String) throws {
        #expect(try Self.texts(body) == nil)
    }
}
