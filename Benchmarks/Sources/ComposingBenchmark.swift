internal import Curl
internal import NudgeCore
internal import NudgeDaemon
internal import NudgeGateways
internal import NudgeStore

/// What it takes to put one contact into words and bytes, by CPU time on one thread: open the person,
/// render, lint, sign the request, seal the text, encode the trace.
///
/// The customers, rules and the gateway are those of the measurement of contacts. Each figure is the
/// least of many passes over all customers, which other work on the machine disturbs least.
struct ComposingBenchmark {
    private let options: BenchOptions

    /// Enough that no customer's bytes stay in the nearest caches from one pass to the next.
    private static let customers = 2_048
    private static let passes = 50

    init(_ options: BenchOptions) {
        self.options = options
    }

    /// One contact, with what its parts need by themselves; a reference, so that to take the next
    /// one costs nothing that would be measured.
    private final class Case {
        let draft: ContactDraft
        let customer: ClaimedCustomer
        let decision: Decision
        let proposal: Proposal
        let template: MessageTemplate
        let values: MessageValues
        let message: OutgoingMessage
        /// Of the composed request.
        let body: [UInt8]
        /// As it is sealed.
        let sent: SentText
        let key: PersonKey

        init(
            _ draft: ContactDraft,
            _ customer: ClaimedCustomer,
            _ decision: Decision,
            _ proposal: Proposal,
            _ template: MessageTemplate,
            _ values: MessageValues,
            _ message: OutgoingMessage,
            body: [UInt8],
            key: PersonKey
        ) {
            self.draft = draft
            self.customer = customer
            self.decision = decision
            self.proposal = proposal
            self.template = template
            self.values = values
            self.message = message
            self.body = body
            sent = SentText(address: message.address, subject: nil, body: message.text)
            self.key = key
        }
    }

    func run() throws -> [Figure] {
        var options = options
        options.contacts = ComposingBenchmark.customers
        let contacts = try ContactWorld(options, name: "composing", port: 9)
        defer { contacts.shutDown() }
        let (world, now) = (contacts.world, contacts.start(ofRound: 0))
        let gateway = try world.readyGateway()
        let vault = world.store.vault
        let composer = Composer(
            vault: vault,
            wire: WireID(store: world.store.identity),
            gateways: [gateway]
        )
        let cases = try (0..<options.contacts).map { index in
            try makeCase(index, world, composer, at: now)
        }
        let rules = world.rules
        let whole = try measure(cases) { one in
            let composed = try one.draft.composed(composer, rules, at: now)
            return composed.intent.sealedText.count
        }
        return [Figure("a contact's words, on one core", whole, "µs", atMost: 7)]
            + (try wordParts(cases, rules, vault))
            + (try byteParts(cases, gateway, rules, vault, at: now))
    }

    private func wordParts(
        _ cases: [Case],
        _ rules: RulesInForce,
        _ vault: Vault
    ) throws -> [Figure] {
        let open = try measure(cases) { one in
            try vault.openPerson(one.customer.person, only: one.proposal.point).addresses.count
        }
        let render = try measure(cases) { one in
            try one.template.render(one.values).body.utf8.count
        }
        let lint = try measure(cases) { one in
            rules.lint.findings(
                in: one.sent.body,
                channel: one.proposal.channel,
                messageClass: one.proposal.messageClass
            ).count + 1
        }
        return [
            Figure("  opening the person", open, "µs"),
            Figure("  rendering", render, "µs"),
            Figure("  lint", lint, "µs"),
        ]
    }

    private func byteParts(
        _ cases: [Case],
        _ gateway: Gateway,
        _ rules: RulesInForce,
        _ vault: Vault,
        at now: Instant
    ) throws -> [Figure] {
        let request = try measure(cases) { one in
            try gateway.request(
                for: [one.message],
                id: 1,
                lane: 0,
                notAfter: one.proposal.notAfter,
                now: now,
                nonce: ""
            ).body.count
        }
        let secret = try WebhookSecret(parsing: BenchWorld.secret)
        let sign = try measure(cases) { one in
            secret.sign(id: one.message.wireID, timestamp: 1_795_334_400, body: one.body)
                .utf8.count
        }
        let seal = try measure(cases) { one in
            try vault.seal(one.sent.encoded, of: one.key, contact: ContactID(1)).count
        }
        let trace = try measure(cases) { one in
            TraceCodec.encode(
                one.decision.trace,
                facts: one.customer.facts,
                rules: rules.ruleset
            ).count
        }
        return [
            Figure("  the request", request, "µs"),
            Figure("    its signature", sign, "µs"),
            Figure("  sealing the text", seal, "µs"),
            Figure("  the trace", trace, "µs"),
        ]
    }

    private func makeCase(
        _ index: Int,
        _ world: BenchWorld,
        _ composer: Composer,
        at now: Instant
    ) throws -> Case {
        let rules = world.rules
        guard
            let customer = try world.store.customer(reference: ContactWorld.reference(of: index))
        else { throw BenchWorld.Failure(description: "customer \(index) is not there") }
        let decision = decide(customer.facts, rules: rules.ruleset, at: now)
        guard case .contact(let proposal) = decision.action else {
            throw BenchWorld.Failure(description: "customer \(index) is not to be reminded")
        }
        let step = rules.ruleset.strategy.tiers[proposal.tier].steps[proposal.step]
        let name = step.channels[proposal.stepChannel].template
        guard let template = rules.template(name, proposal.channel) else {
            throw BenchWorld.Failure(description: "no template \(name)")
        }
        let person = try world.store.vault.openPerson(customer.person)
        let values = Composer.values(customer.facts, proposal, person.name, rules, at: now)
        let text = try template.render(values).body
        let draft = ContactDraft(
            id: ContactID(Int64(1_000_000 + index)),
            customer: customer,
            decision: decision,
            proposal: proposal,
            nonce: ""
        )
        let composed = try draft.composed(composer, rules, at: now)
        let message = OutgoingMessage(
            wireID: "bench-1",
            channel: proposal.channel,
            address: person.address(of: proposal.point)?.value ?? "",
            text: text,
            messageClass: proposal.messageClass,
            template: name
        )
        return Case(
            draft,
            customer,
            decision,
            proposal,
            template,
            values,
            message,
            body: composed.request?.body ?? [],
            key: person.key
        )
    }

    /// The µs of CPU that one case takes; `body` gives something above zero, so that it is done.
    private func measure(_ cases: [Case], _ body: (Case) throws -> Int) throws -> Double {
        var least = Double.infinity
        for _ in 0..<ComposingBenchmark.passes {
            var sum = 0
            let spent = try Spent.measure {
                for one in cases { sum += try body(one) }
            }
            precondition(sum >= cases.count)
            least = min(least, spent.cpu)
        }
        return least / Double(cases.count) * 1e6
    }
}
