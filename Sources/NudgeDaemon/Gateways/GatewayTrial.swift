internal import Curl
package import NudgeConfig
package import NudgeCore
internal import NudgeGateways

/// One message to one address through a gateway, outside of every decision: for whoever sets the
/// gateway up.
///
/// It makes no contact, and no customer's facts are read.
package struct GatewayTrial: Sendable {
    let gateway: Gateway
    private(set) var mask: SecretMask
    let message: OutgoingMessage
    private(set) var request: CurlRequest

    /// Why it cannot be made.
    package struct Failure: Error, Hashable, CustomStringConvertible {
        package var description: String
    }

    /// What is asked for on the command line.
    package struct Order: Sendable {
        package var gateway: String
        package var address: String
        /// `nil`: the first that the gateway can send.
        package var template: String?
        package var channel: Channel?

        package init(gateway: String, address: String, template: String?, channel: Channel?) {
            self.gateway = gateway
            self.address = address
            self.template = template
            self.channel = channel
        }
    }

    /// The request as it would leave now.
    ///
    /// `rehearsalPort`: Where gateways are rehearsed; `nil`: they are reached.
    package init(
        _ order: Order,
        rules: RulesInForce,
        rehearsalPort: Int? = nil,
        resolver: SecretResolver = SecretResolver(),
        using generator: inout some RandomNumberGenerator,
        at now: Instant
    ) throws(Failure) {
        let settings = try GatewayTrial.settings(of: order.gateway, rules)
        if let allowed = rules.allowList, !allowed.contains(order.address) {
            throw Failure(
                description: """
                    in staging, only addresses of 'allow_list' may be sent to
                      hint: add the address to the main file, in its full form such as +8613…
                    """
            )
        }
        (gateway, mask) = try GatewayTrial.open(
            try GatewayTrial.spokenTo(settings, rehearsalPort),
            resolver
        )
        message = try GatewayTrial.message(order, gateway, rules, using: &generator, at: now)
        request = try GatewayTrial.request(
            message,
            gateway,
            token: gateway.http?.tokenSource == nil ? nil : GatewayTrial.tokenStandIn,
            nonce: RequestNonce.text(using: &generator),
            at: now
        )
    }

    static func settings(
        of name: String,
        _ rules: RulesInForce
    ) throws(Failure) -> GatewaySettings {
        guard let settings = rules.gateways.first(where: { $0.name == name }) else {
            let names = rules.gateways.map(\.name).joined(separator: ", ")
            throw Failure(description: "there is no gateway \(name); there are: \(names)")
        }
        return settings
    }

    /// In a rehearsal nobody is reached, by a trial neither.
    static func spokenTo(
        _ settings: GatewaySettings,
        _ rehearsalPort: Int?
    ) throws(Failure) -> GatewaySettings {
        guard let rehearsalPort else { return settings }
        let ground = RehearsalGround([settings], makesUpSecrets: false)
        if let obstacle = ground.leftOut[settings.name] {
            throw Failure(
                description: "gateway \(settings.name) cannot be rehearsed: \(obstacle)"
            )
        }
        return ground.redirected(port: rehearsalPort)[0]
    }

    private static func open(
        _ settings: GatewaySettings,
        _ resolver: SecretResolver
    ) throws(Failure) -> (Gateway, SecretMask) {
        do throws(GatewayAssembly.Failure) {
            let gateways = try GatewayAssembly.gateways([settings], resolver: resolver)
            let secrets = try GatewayAssembly.secretTexts(of: settings, resolver: resolver)
            return (gateways[0], SecretMask(secrets))
        } catch {
            throw Failure(description: error.description)
        }
    }

    private static func request(
        _ message: OutgoingMessage,
        _ gateway: Gateway,
        token: String?,
        nonce: String,
        at now: Instant
    ) throws(Failure) -> CurlRequest {
        do throws(RequestFault) {
            return try gateway.request(
                for: [message],
                token: token,
                id: 0,
                lane: 0,
                notAfter: now + validity,
                now: now,
                nonce: nonce
            )
        } catch {
            throw Failure(description: "no request can be made: \(error)")
        }
    }

    /// Every secret that a gateway's requests are made with, to be hidden.
    static func mask(of settings: GatewaySettings) throws(Failure) -> SecretMask {
        do throws(GatewayAssembly.Failure) {
            return SecretMask(
                try GatewayAssembly.secretTexts(of: settings, resolver: SecretResolver())
            )
        } catch {
            throw Failure(description: error.description)
        }
    }

    /// What a dry run shows in a token's place.
    static let tokenStandIn = "‹token›"
    private static let validity = Milliseconds.hours(1)

    // MARK: Showing

    /// The request as it goes on the wire, secrets masked; a form's fields once more, decoded.
    package var text: String {
        var lines = [mask.text(of: request, body: gateway.text(ofBody: request.body))]
        let fields = gateway.formFields(ofBody: request.body)
        if !fields.isEmpty {
            lines += ["", "decoded:"]
            lines += fields.map { "  \($0.name) = \(mask.masked($0.value))" }
        }
        return lines.joined(separator: "\n")
    }

    /// For the journal: without the address itself.
    package var summary: String {
        let address =
            gateway.settings.channels.contains(where: { $0.addressKind == .phone })
            ? Mask.phone(message.address) : "an address"
        return "\(gateway.settings.name) to \(address) with \(message.template)"
    }

    /// With a token in the place of its stand-in.
    mutating func put(_ token: AccessToken, nonce: String, at now: Instant) throws(Failure) {
        mask.add(token.text)
        request = try GatewayTrial.request(
            message,
            gateway,
            token: token.text,
            nonce: nonce,
            at: now
        )
    }
}
