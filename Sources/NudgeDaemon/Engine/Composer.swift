package import Curl
package import NudgeCore
package import NudgeGateways
package import NudgeStore

/// Turns a decision to contact into words, a sealed record and a signed request.
package struct Composer: Sendable {
    let vault: Vault
    let wire: WireID
    let gateways: [Gateway]

    package init(vault: Vault, wire: WireID, gateways: [Gateway]) {
        self.vault = vault
        self.wire = wire
        self.gateways = gateways
    }

    /// A contact ready to be committed and sent.
    package struct Composed: Sendable {
        package var intent: Intent
        /// `nil`: it is made when it leaves, of whatever goes together then.
        package var request: CurlRequest?
        /// Of the request's body, where the gateway tells repeats.
        var digest: String?
        /// What the answer is read by, where the gateway's file says how; `nil` elsewhere.
        package var message: OutgoingMessage?
    }

    /// Why a decision could not be put into words; the customer is set aside for a person to look.
    package enum Failure: Error, Hashable {
        case noTemplate(String)
        case rendering(template: String, String)
        case forbiddenWords(template: String, String)
        case noAddress
        case sealing(String)
        /// In staging: the address is not on the allow-list.
        case notAllowed
        /// The gateway takes only templates that its file maps.
        case noCode(template: String, gateway: String)
        case request(RequestFault)
    }

    /// `joins`: Whether it may go with others in one request, where the gateway takes several.
    func compose(
        _ customer: ClaimedCustomer,
        _ decision: Decision,
        _ proposal: Proposal,
        id: ContactID,
        rules: RulesInForce,
        token: TokenDesk.Held?,
        nonce: String,
        joins: Bool = false,
        at now: Instant
    ) throws(Failure) -> Composed {
        guard let words = rules.words(of: proposal) else {
            throw .noTemplate(Composer.templateName(proposal, rules))
        }
        let person = try open(customer.person, proposal.point)
        guard let address = person.address(of: proposal.point)?.value else { throw .noAddress }
        if let allowed = rules.allowList, !allowed.contains(address) { throw .notAllowed }
        let text = try Composer.render(
            words.template,
            customer.facts,
            proposal,
            person.name,
            rules,
            at: now
        )
        let segments = Composer.segments(of: text, proposal.channel)
        let gateway = gateways[proposal.gateway]
        var message = OutgoingMessage(
            wireID: wire.text(of: id),
            channel: proposal.channel,
            address: address,
            text: text.body,
            subject: text.subject,
            segments: segments,
            messageClass: proposal.messageClass,
            template: words.templateName,
            currency: customer.facts.debts[proposal.debts[0]].currency.code
        )
        message.html = text.html
        if gateway.takesCodes {
            let values = Composer.values(customer.facts, proposal, person.name, rules, at: now)
            try Composer.addCode(to: &message, gateway, values, rules.lint)
        }
        let request = try request(message, proposal, token, id, nonce, joins: joins, at: now)
        let digest = request.flatMap { self.digest(of: $0.body, gateway) }
        let intent = Intent(
            contact: proposal.contact(id: id, at: now, state: .leaving, rules.ruleset),
            gateway: gateway.settings.name,
            tier: words.tier,
            step: words.step,
            template: words.templateName,
            segments: segments,
            notBefore: proposal.notBefore,
            rulesGeneration: rules.ruleset.generation,
            sealedText: try seal(text, address, digest, person, id),
            trace: TraceCodec.encode(decision.trace, facts: customer.facts, rules: rules.ruleset)
        )
        return Composed(
            intent: intent,
            request: request,
            digest: digest,
            message: gateway.http == nil ? nil : message
        )
    }

    private func request(
        _ message: OutgoingMessage,
        _ proposal: Proposal,
        _ held: TokenDesk.Held?,
        _ id: ContactID,
        _ nonce: String,
        joins: Bool,
        at now: Instant
    ) throws(Failure) -> CurlRequest? {
        let gateway = gateways[proposal.gateway]
        if gateway.speaksOurWords {
            // The same as below, without a list of one.
            return gateway.request(
                for: message,
                id: UInt64(id.value),
                lane: Int32(proposal.gateway),
                notAfter: proposal.notAfter,
                now: now
            )
        }
        do throws(RequestFault) {
            guard !joins || gateway.batchSize == 1 else {
                try gateway.check(
                    message,
                    token: held?.token.text,
                    notAfter: proposal.notAfter,
                    now: now,
                    nonce: nonce
                )
                return nil
            }
            var request = try gateway.request(
                for: [message],
                token: held?.token.text,
                id: UInt64(id.value),
                lane: Int32(proposal.gateway),
                notAfter: proposal.notAfter,
                now: now,
                nonce: nonce
            )
            if let held { request.notAfter = min(request.notAfter, held.until.milliseconds) }
            return request
        } catch {
            throw .request(error)
        }
    }

    private static func templateName(_ proposal: Proposal, _ rules: RulesInForce) -> String {
        let step = rules.ruleset.strategy.tiers[proposal.tier].steps[proposal.step]
        return "\(step.channels[proposal.stepChannel].template).\(proposal.channel.name)"
    }

    private static func segments(of text: RenderedText, _ channel: Channel) -> Int {
        channel == .sms ? SMSLength.segments(of: text.body, rule: .mainland) : 1
    }

    private func open(_ sealed: SealedPerson, _ point: PointID) throws(Failure) -> Person {
        do {
            return try vault.openPerson(sealed, only: point)
        } catch {
            throw .sealing("\(error)")
        }
    }

    /// By it the same bytes are told when it is sent again.
    private func digest(of body: [UInt8], _ gateway: Gateway) -> String? {
        guard gateway.settings.deduplication != .none else { return nil }
        return vault.fingerprint(body).map { byte in
            let digits = String(byte, radix: 16)
            return byte < 16 ? "0" + digits : digits
        }.joined()
    }

    private func seal(
        _ text: RenderedText,
        _ address: String,
        _ digest: String?,
        _ person: Person,
        _ id: ContactID
    ) throws(Failure) -> [UInt8] {
        do {
            let record = SentText(
                address: address,
                subject: text.subject,
                body: text.body,
                digest: digest,
                html: text.html
            )
            return try vault.seal(record.encoded, of: person.key, contact: id)
        } catch {
            throw .sealing("\(error)")
        }
    }

    /// The words, checked again as they will be read, and signed where they must be.
    static func render(
        _ template: MessageTemplate,
        _ facts: CustomerFacts,
        _ proposal: Proposal,
        _ name: String,
        _ rules: RulesInForce,
        at now: Instant
    ) throws(Failure) -> RenderedText {
        let values = values(facts, proposal, name, rules, at: now)
        let signature = proposal.channel == .sms ? rules.signature : nil
        let text: RenderedText
        do {
            text = try template.render(values, signed: signature)
        } catch {
            throw .rendering(template: template.name, "\(error)")
        }
        // The signature has signs that a body may not have.
        var findings = rules.lint.findings(
            in: text.body,
            from: signature?.length ?? 0,
            channel: proposal.channel,
            messageClass: proposal.messageClass
        )
        if let html = text.html {
            findings += rules.lint.findings(
                in: HTMLText.visible(html),
                channel: proposal.channel,
                messageClass: proposal.messageClass
            )
        }
        if let finding = findings.first(where: { $0.severity == .block }) {
            throw .forbiddenWords(template: template.name, finding.description)
        }
        return text
    }
}

extension Composer {
    /// What a message may say.
    package static func values(
        _ facts: CustomerFacts,
        _ proposal: Proposal,
        _ name: String,
        _ rules: RulesInForce,
        at now: Instant
    ) -> MessageValues {
        let today = rules.ruleset.zone(of: facts).localDate(now)
        return MessageValues(
            name: name,
            creditor: rules.creditor,
            debts: DebtValues.of(facts, proposal.debts, on: today),
            autopay: facts.debts[proposal.debts[0]].autopay,
            role: facts.debts[proposal.debts[0]].role
        )
    }

    /// The vendor's code and variables, for a gateway that takes no text; checked like the words.
    static func addCode(
        to message: inout OutgoingMessage,
        _ gateway: Gateway,
        _ values: MessageValues,
        _ lint: WordingLint
    ) throws(Failure) {
        guard let words = gateway.vendorWords(for: message.template) else {
            throw .noCode(template: message.template, gateway: gateway.settings.name)
        }
        var texts: [String] = []
        for parameter in words.parameters {
            let text: String
            do {
                text = try parameter.render(values).body
            } catch {
                throw .rendering(template: parameter.name, "\(error)")
            }
            let finding = lint.findings(
                in: text,
                channel: .sms,
                messageClass: message.messageClass
            )
            .first { $0.severity == .block }
            if let problem = finding?.description ?? VendorVariable.problem(in: text) {
                throw .forbiddenWords(template: parameter.name, problem)
            }
            texts.append(text)
        }
        message.code = words.code
        message.parameters = words.outgoing(texts)
    }
}

/// What was sent to whom, as it is sealed with the contact.
package struct SentText: Hashable, Sendable {
    package var address: String
    package var subject: String?
    package var body: String
    /// Of the request's body, where the gateway tells repeats.
    package var digest: String?
    /// A mail's HTML part.
    package var html: String?

    package init(
        address: String,
        subject: String?,
        body: String,
        digest: String? = nil,
        html: String? = nil
    ) {
        self.address = address
        self.subject = subject
        self.body = body
        self.digest = digest
        self.html = html
    }

    /// Three to five fields in UTF-8, divided by the ASCII unit separator, which no message may
    /// hold; what is missing at the end is left out.
    package var encoded: [UInt8] {
        var bytes: [UInt8] = []
        // Room for a digest too; a mail's parts are longer, and grow it.
        bytes.reserveCapacity(address.utf8.count + body.utf8.count + 72)
        bytes.append(contentsOf: address.utf8)
        append(subject ?? "")
        append(body)
        if digest != nil || html != nil { append(digest ?? "") }
        if let html { append(html) }
        return bytes

        func append(_ field: String) {
            bytes.append(0x1F)
            bytes.append(contentsOf: field.utf8)
        }
    }

    package init?(encoded: [UInt8]) {
        let fields = encoded.split(separator: 0x1F, maxSplits: 4, omittingEmptySubsequences: false)
        guard fields.count >= 3 else { return nil }
        address = String(decoding: fields[0], as: UTF8.self)
        subject = fields[1].isEmpty ? nil : String(decoding: fields[1], as: UTF8.self)
        body = String(decoding: fields[2], as: UTF8.self)
        let digest = fields.count > 3 ? String(decoding: fields[3], as: UTF8.self) : ""
        self.digest = digest.isEmpty ? nil : digest
        html = fields.count > 4 ? String(decoding: fields[4], as: UTF8.self) : nil
    }
}
