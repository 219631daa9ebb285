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
        let tier = rules.ruleset.strategy.tiers[proposal.tier]
        let step = tier.steps[proposal.step]
        let templateName = step.channels[proposal.stepChannel].template
        guard let template = rules.template(templateName, proposal.channel) else {
            throw .noTemplate("\(templateName).\(proposal.channel.name)")
        }
        let person = try open(customer.person)
        guard let address = person.address(of: proposal.point)?.value else { throw .noAddress }
        if let allowed = rules.allowList, !allowed.contains(address) { throw .notAllowed }
        let text = try Composer.render(
            template,
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
            template: templateName,
            currency: customer.facts.debts[proposal.debts[0]].currency.code
        )
        message.html = text.html
        if gateway.takesCodes {
            let values = Composer.values(customer.facts, proposal, person.name, rules, at: now)
            try Composer.addCode(to: &message, gateway, values, rules.lint)
        }
        let request = try request(message, proposal, token, id, nonce, joins: joins, at: now)
        let digest = digest(of: request, gateway)
        let intent = Intent(
            contact: proposal.contact(id: id, at: now, state: .leaving, rules.ruleset),
            gateway: gateway.settings.name,
            tier: tier.name,
            step: step.name,
            template: templateName,
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

    private static func segments(of text: RenderedText, _ channel: Channel) -> Int {
        channel == .sms ? SMSLength.segments(of: text.body, rule: .mainland) : 1
    }

    private func open(_ sealed: SealedPerson) throws(Failure) -> Person {
        do {
            return try vault.openPerson(sealed)
        } catch {
            throw .sealing("\(error)")
        }
    }

    /// By it the same bytes are told when it is sent again.
    private func digest(of request: CurlRequest?, _ gateway: Gateway) -> String? {
        guard let request, gateway.settings.deduplication != .none else { return nil }
        return vault.fingerprint(request.body).map { byte in
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
        var text: RenderedText
        do {
            text = try template.render(values)
        } catch {
            throw .rendering(template: template.name, "\(error)")
        }
        let findings = rules.lint.findings(
            in: text.body,
            channel: proposal.channel,
            messageClass: proposal.messageClass
        )
        let more = text.html.map { html in
            rules.lint.findings(
                in: HTMLText.visible(html),
                channel: proposal.channel,
                messageClass: proposal.messageClass
            )
        }
        if let finding = (findings + (more ?? [])).first(where: { $0.severity == .block }) {
            throw .forbiddenWords(template: template.name, finding.description)
        }
        if proposal.channel == .sms { text.body = rules.signature.signing(text.body) }
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
        let leading = facts.debts[proposal.debts[0]]
        return MessageValues(
            name: name,
            creditor: rules.creditor,
            debts: proposal.debts.map { DebtValues(facts.debts[$0], today: today) },
            autopay: leading.autopay,
            role: leading.role
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

extension DebtValues {
    init(_ debt: Debt, today: CivilDate) {
        let amount: Int64 =
            switch debt.standing(on: today) {
            case .nothing: 0
            case .due(let missing): missing
            case .overdue(let missing, _): missing
            }
        self.init(
            product: debt.product,
            accountTail: debt.accountTail,
            amount: Money(minorUnits: amount, currency: debt.currency),
            dueDate: debt.dueDate,
            daysFromDue: today - debt.dueDate
        )
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
        var text = "\(address)\u{1F}\(subject ?? "")\u{1F}\(body)"
        if digest != nil || html != nil { text += "\u{1F}\(digest ?? "")" }
        if let html { text += "\u{1F}\(html)" }
        return Array(text.utf8)
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
