package import Curl
package import NudgeCore

/// Asks a vendor by the section `query` of its file what became of a message.
package struct QueryInquirer: DoubtInquirer {
    private let form: QueryForm
    private let builder: RequestBuilder
    private let signer: Signer?
    private let description: HTTPDescription
    private let settings: GatewaySettings
    private let secrets: [String: String]
    private let route: CurlRoute?

    /// A vendor's list may show a message a little before we say that it was made.
    private static let clockSlack = Milliseconds.minutes(5)
    /// A question that waited longer is asked anew.
    private static let life = Milliseconds.minutes(4)

    /// `nil` where the file has no such section.
    init?(
        _ description: HTTPDescription,
        _ settings: GatewaySettings,
        secrets: [String: String],
        signer: Signer?,
        route: CurlRoute?
    ) {
        guard let form = description.query, let request = description.queryRequest else {
            return nil
        }
        self.form = form
        builder = RequestBuilder(request)
        self.signer = signer
        self.description = description
        self.settings = settings
        self.secrets = secrets
        self.route = route
    }

    package func question(
        about contact: DoubtedContact,
        _ asking: DoubtQuestion
    ) -> CurlRequest? {
        guard var request = try? builder.request(context(contact, asking)) else { return nil }
        signer?.sign(
            &request,
            at: SigningMoment(
                now: asking.now,
                nonce: asking.nonce,
                reference: contact.wireID,
                token: asking.token ?? ""
            )
        )
        var curlRequest = HTTPGateway.curlRequest(
            request,
            settings,
            id: asking.id,
            lane: asking.lane,
            notAfter: asking.now + (signer?.life.map { min($0, Self.life) } ?? Self.life),
            prefersHTTP2: description.queryRequest?.prefersHTTP2 ?? false
        )
        curlRequest.route = route
        return curlRequest
    }

    private func context(_ contact: DoubtedContact, _ asking: DoubtQuestion) -> RequestContext {
        var context = RequestContext(
            messages: [
                OutgoingMessage(
                    wireID: contact.wireID,
                    channel: contact.channel,
                    address: contact.address,
                    text: contact.text,
                    messageClass: .collection,
                    template: ""
                )
            ],
            now: asking.now,
            nonce: asking.nonce,
            token: asking.token,
            values: description.values,
            secrets: secrets
        )
        context.at = contact.at
        return context
    }

    // MARK: - What it said

    package func word(
        in outcome: CurlOutcome,
        about contact: DoubtedContact,
        now: Instant
    ) -> GatewayWord {
        guard case .answered(let answer) = outcome,
            let tree = WireTree.read(answer.body, as: form.format, in: form.charset),
            form.when.holds(answer, tree, form.charset)
        else { return .notYet(after: nil) }
        guard let path = form.items else {
            return isOurs(tree, contact, now) ? word(of: tree) : .notYet(after: nil)
        }
        let ours = (tree.elements(at: path) ?? []).filter { isOurs($0, contact, now) }
        if ours.isEmpty, let after = form.absentAfter, now - contact.at >= after {
            return .notTaken
        }
        // Of several, nobody knows which is meant.
        return ours.count == 1 ? word(of: ours[0]) : .notYet(after: nil)
    }

    private func isOurs(_ item: JSONValue, _ contact: DoubtedContact, _ now: Instant) -> Bool {
        let asking = DoubtQuestion(id: 0, lane: 0, token: nil, now: now, nonce: "")
        let evaluator = WireEvaluator(context(contact, asking))
        let isMatched = form.match.allSatisfy { match in
            guard let wanted = try? evaluator.text(match.text), !wanted.isEmpty else {
                return false
            }
            return item.text(at: match.path) == wanted
        }
        guard isMatched, let path = form.time else { return isMatched }
        guard let time = item.text(at: path).flatMap(Self.instant) else { return false }
        return time >= contact.at - Self.clockSlack
    }

    /// `2026-11-20T08:00:00Z`, or `Fri, 20 Nov 2026 08:00:00 +0000`.
    private static func instant(_ text: String) -> Instant? {
        Instant(parsing: text) ?? RetryAfter.date(text[...])
    }

    private func word(of item: JSONValue) -> GatewayWord {
        let rule = form.rules.first { rule in rule.fields.allSatisfy(item.passes) }
        switch rule?.word {
        case .accepted: return .accepted(vendorID: form.id.flatMap { item.identifier($0) })
        case .delivered: return .delivered
        case .undelivered: return .undelivered
        case .notTaken: return .notTaken
        case .notYet, nil: return .notYet(after: nil)
        }
    }
}
