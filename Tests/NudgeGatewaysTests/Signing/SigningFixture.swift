import Foundation
import NudgeCore
import NudgeGateways

/// What the tables of signatures share.
enum SigningFixture {
    static func text(_ name: String) -> WireTemplate {
        WireTemplate(pieces: [.place(WirePlace(name: name))])
    }

    static func ground(_ id: String, _ secret: String, token: String? = nil) -> SigningGround {
        SigningGround(
            values: [WirePair("id", id)],
            secrets: [WirePair("key", secret)] + (token.map { [WirePair("token", $0)] } ?? [])
        )
    }

    static func read<Value: Decodable>(_ type: Value.Type, _ bytes: [UInt8]) -> Value? {
        try? JSONDecoder().decode(Value.self, from: Data(bytes))
    }

    static func instant(_ text: String) -> Instant {
        Instant(parsing: text) ?? .distantPast
    }

    /// `20261120T080000Z`.
    static func instant(basic text: String) -> Instant {
        var signs = Array(text)
        for place in [13, 11] { signs.insert(":", at: place) }
        for place in [6, 4] { signs.insert("-", at: place) }
        return instant(String(signs))
    }
}

extension WireRequest {
    func header(_ name: String) -> String? {
        headers.first { $0.name.lowercased() == name.lowercased() }?.value
    }
}
