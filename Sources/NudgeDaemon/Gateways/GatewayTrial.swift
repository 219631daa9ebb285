internal import Curl
package import NudgeConfig
package import NudgeCore
internal import NudgeGateways

/// One message to one address through a gateway, outside of every decision: for whoever sets the
/// gateway up. It makes no contact, and no customer's facts are read.
package struct GatewayTrial: Sendable {
    private let gateway: Gateway
    private let rules: RulesInForce
    private let mask: SecretMask
    private let message: OutgoingMessage
    private let request: CurlRequest

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
    package init(
        _ order: Order,
        rules: RulesInForce,
        resolver: SecretResolver = SecretResolver(),
        token: String? = nil,
        using generator: inout some RandomNumberGenerator,
        at now: Instant
    ) throws(Failure) {
        guard let settings = rules.gateways.first(where: { $0.name == order.gateway }) else {
            let names = rules.gateways.map(\.name).joined(separator: ", ")
            throw Failure(
                description: "there is no gateway \(order.gateway); there are: \(names)"
            )
        }
        if let allowed = rules.allowList, !allowed.contains(order.address) {
            throw Failure(
                description: """
                    in staging, only addresses of 'allow_list' may be sent to
                      hint: add the address to the main file, in its full form such as +8613…
                    """
            )
        }
        (gateway, mask) = try GatewayTrial.open(settings, resolver)
        self.rules = rules
        message = try GatewayTrial.message(order, gateway, rules, using: &generator, at: now)
        request = try GatewayTrial.request(
            message,
            gateway,
            token: token,
            nonce: RequestNonce.text(using: &generator),
            at: now
        )
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
        let needsToken = gateway.settings.http?.tokenRequest != nil
        do throws(RequestFault) {
            return try gateway.request(
                for: [message],
                token: token ?? (needsToken ? tokenStandIn : nil),
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

    /// What a dry run shows in a token's place.
    private static let tokenStandIn = "‹token›"
    private static let validity = Milliseconds.hours(1)

    // MARK: Showing

    /// The request as it goes on the wire, secrets masked; a form's fields once more, decoded.
    package var text: String {
        var lines = ["\(request.method.rawValue) \(mask.masked(request.url))"]
        for header in request.headers {
            let sides = header.split(separator: ":", maxSplits: 1)
            let name = String(sides[0])
            let value = sides.count > 1 ? String(sides[1].drop { $0 == " " }) : ""
            lines.append("\(name): \(mask.masked(header: name, value))")
        }
        if !request.body.isEmpty {
            lines += ["", mask.masked(gateway.text(ofBody: request.body))]
        }
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

    // MARK: Sending

    /// Sends it once; gives what is to be shown.
    package func send(clock: any EngineClock) async throws(Failure) -> Answer {
        if gateway.settings.http?.tokenRequest != nil,
            request.headers.contains(where: {
                $0.contains(GatewayTrial.tokenStandIn)
            }) || request.url.contains("%E2%80%B9token")
        {
            throw Failure(description: "this gateway needs a token first")
        }
        let (completions, feed) = AsyncStream.makeStream(of: CurlCompletion.self)
        let client: CurlClient
        do throws(CurlError) {
            client = try CurlClient(
                settings: CurlSettings(lanes: [CurlLane(id: 0, inFlightMax: 1)]),
                clock: { clock.now().milliseconds },
                completed: { for completion in $0 { feed.yield(completion) } }
            )
        } catch {
            throw Failure(description: error.description)
        }
        guard client.submit([request]) == .taken,
            let completion = await completions.first(where: { _ in true })
        else { throw Failure(description: "libcurl does not take the request") }
        client.shutdown(withinMilliseconds: 0)
        return answer(completion.outcome, at: clock.now())
    }

    /// What came back, and what it would have meant for a contact.
    package struct Answer: Sendable {
        package var text: String
        package var isAccepted: Bool
        package var className: String
    }

    private func answer(_ outcome: CurlOutcome, at now: Instant) -> Answer {
        var lines: [String] = []
        if case .answered(let answer) = outcome {
            lines.append("answered \(answer.status)")
            lines += answer.headers.map { "\($0.name): \(mask.masked($0.value))" }
            let body = gateway.text(ofBody: Array(answer.body.prefix(GatewayTrial.shownMax)))
            if !body.isEmpty { lines += ["", mask.masked(body)] }
        }
        let verdict = gateway.classify(outcome, messages: [message], now: now)
        let meaning = verdict.answers[0]
        let name =
            verdict.refreshesToken
            ? "refresh-token" : verdict.splits ? "split" : meaning.answerClass.name
        lines += ["", "class   \(name)", "detail  \(meaning.detail)"]
        if let id = meaning.vendorID { lines.append("id      \(id)") }
        return Answer(
            text: lines.joined(separator: "\n"),
            isAccepted: meaning.answerClass == .accepted,
            className: name
        )
    }

    /// Bytes of an answer's body that are shown.
    private static let shownMax = 4096
}
