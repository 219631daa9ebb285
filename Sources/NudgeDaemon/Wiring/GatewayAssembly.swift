package import Curl
package import NudgeConfig
package import NudgeCore
package import NudgeGateways

/// Makes gateways ready for use: resolves their secrets, and gives each its lane at libcurl.
package enum GatewayAssembly {
    /// Why a gateway cannot be used.
    package struct Failure: Error, Hashable, CustomStringConvertible {
        package var description: String
    }

    /// In the order of the settings; the order is that of `Ruleset.gateways` and of the lanes.
    package static func gateways(
        _ settings: [GatewaySettings],
        resolver: SecretResolver = SecretResolver()
    ) throws(Failure) -> [Gateway] {
        var gateways: [Gateway] = []
        for settings in settings {
            var secret: String?
            if let reference = settings.secret ?? settings.mail?.login?.password {
                secret = try text(reference, of: settings.name, resolver)
            }
            var callbackSecrets: [String] = []
            for reference in settings.callbackSecrets {
                callbackSecrets.append(try text(reference, of: settings.name, resolver))
            }
            let namedSecrets = try namedSecrets(of: settings, resolver)
            do throws(GatewayError) {
                gateways.append(
                    try Gateway(
                        settings: settings,
                        secret: secret,
                        callbackSecrets: callbackSecrets,
                        namedSecrets: namedSecrets
                    )
                )
            } catch {
                throw Failure(description: error.description)
            }
        }
        return gateways
    }

    /// The texts of the secrets of a gateway of kind `http`, by the names that its file gives them.
    static func namedSecrets(
        of settings: GatewaySettings,
        _ resolver: SecretResolver
    ) throws(Failure) -> [String: String] {
        var texts: [String: String] = [:]
        for named in settings.http?.secrets ?? [] {
            texts[named.name] = try text(named.reference, of: settings.name, resolver)
        }
        return texts
    }

    /// Every secret that a gateway's requests are made with: what must not be shown.
    static func secretTexts(
        of settings: GatewaySettings,
        resolver: SecretResolver
    ) throws(Failure) -> [String] {
        var texts: [String] = []
        for reference in [settings.secret, settings.mail?.login?.password].compactMap({ $0 })
            + (settings.http?.secrets.map(\.reference) ?? [])
        {
            texts.append(try text(reference, of: settings.name, resolver))
        }
        return texts
    }

    /// The lanes of the curl client, one for each gateway, by index; behind them the staff's, and one
    /// for tokens with room for each gateway that needs one.
    package static func lanes(
        _ settings: [GatewaySettings],
        hasStaff: Bool = false
    ) -> [CurlLane] {
        var lanes = settings.enumerated().map {
            CurlLane(id: Int32($0), inFlightMax: $1.inFlight, isMail: $1.kind == .smtp)
        }
        if hasStaff {
            lanes.append(
                CurlLane(id: staffLane(settings), inFlightMax: StaffDesk.inFlightMax)
            )
        }
        let sources = settings.count { $0.http?.token != nil }
        if sources > 0 { lanes.append(CurlLane(id: tokenLane(settings), inFlightMax: sources)) }
        return lanes
    }

    /// The headers of answers that some gateway's rules look at.
    package static func keptHeaders(_ settings: [GatewaySettings]) -> [String] {
        var names = ["content-type", "retry-after"]
        let asked = settings.flatMap { $0.http?.query?.when.headers.map(\.name) ?? [] }
        for name in settings.flatMap({ $0.http?.answers.headerNames ?? [] }) + asked
        where !names.contains(name) {
            names.append(name)
        }
        return names
    }

    package static func staffLane(_ settings: [GatewaySettings]) -> Int32 {
        Int32(settings.count)
    }

    package static func tokenLane(_ settings: [GatewaySettings]) -> Int32 {
        Int32(settings.count) + 1
    }

    /// The staff's webhook with its secret; `nil` where none is configured.
    package static func staff(
        _ settings: StaffSettings?,
        resolver: SecretResolver = SecretResolver()
    ) throws(Failure) -> StaffWebhook? {
        guard let settings else { return nil }
        let secret = try text(settings.secret, of: "staff", resolver)
        do throws(WebhookSecretError) {
            return try StaffWebhook(url: settings.url, secret: secret)
        } catch {
            throw Failure(description: "staff.webhook: \(error.description)")
        }
    }

    private static func text(
        _ reference: SecretReference,
        of gateway: String,
        _ resolver: SecretResolver
    ) throws(Failure) -> String {
        do {
            let secret = try resolver.resolve(reference)
            let text = String(decoding: secret.bytes, as: UTF8.self)
            return text.trimmingBlanks
        } catch {
            throw Failure(description: "the secret of \(gateway): \(error)")
        }
    }
}

extension String {
    /// Without white space and line ends around it: files end with a line feed.
    var trimmingBlanks: String {
        String(drop { $0.isWhitespace }.reversed().drop { $0.isWhitespace }.reversed())
    }
}
