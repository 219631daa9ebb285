package import NudgeCore

/// Everything that a reload replaces at once: rules, templates, gateways and the creditor's words.
package struct RulesInForce: Sendable {
    package let ruleset: Ruleset
    /// By `path.channel`, such as `early/first.sms`.
    package let templates: [String: MessageTemplate]
    package let gateways: [GatewaySettings]
    package let creditor: Creditor
    /// What stands before every SMS.
    package let signature: SMSSignature
    /// Every phrase that some rulebook forbids.
    package let lint: WordingLint
    /// Set in staging: the only addresses that may be sent to, in their normal form.
    package let allowList: Set<String>?
    /// By tier, step and the step's channel.
    private let words: [[[StepWords?]]]

    package init(
        ruleset: Ruleset,
        templates: [String: MessageTemplate],
        gateways: [GatewaySettings],
        creditor: Creditor,
        signature: SMSSignature,
        lint: WordingLint,
        allowList: Set<String>?
    ) {
        self.ruleset = ruleset
        self.templates = templates
        self.gateways = gateways
        self.creditor = creditor
        self.signature = signature
        self.lint = lint
        self.allowList = allowList
        words = ruleset.strategy.tiers.map { tier in
            tier.steps.map { step in
                step.channels.map { StepWords(tier, step, $0, templates) }
            }
        }
    }

    /// The same rules under another generation.
    package func with(generation: Int64) -> RulesInForce {
        RulesInForce(
            ruleset: ruleset.with(generation: generation),
            templates: templates,
            gateways: gateways,
            creditor: creditor,
            signature: signature,
            lint: lint,
            allowList: allowList
        )
    }

    /// The same rules for a run in which nothing leaves this machine.
    package var withoutAllowList: RulesInForce {
        RulesInForce(
            ruleset: ruleset,
            templates: templates,
            gateways: gateways,
            creditor: creditor,
            signature: signature,
            lint: lint,
            allowList: nil
        )
    }

    package func template(_ name: String, _ channel: Channel) -> MessageTemplate? {
        templates["\(name).\(channel.name)"]
    }

    /// What a contact is made of; `nil`: its template is not there.
    func words(of proposal: Proposal) -> StepWords? {
        words[proposal.tier][proposal.step][proposal.stepChannel]
    }
}

/// A step's template for one of its channels, and the names that a contact bears.
///
/// A reference, found by index: every contact asks for it, and a template is a dozen texts and lists.
final class StepWords: Sendable {
    let tier: String
    let step: String
    let templateName: String
    let template: MessageTemplate

    fileprivate init?(
        _ tier: Tier,
        _ step: Step,
        _ way: StepChannel,
        _ templates: [String: MessageTemplate]
    ) {
        guard let template = templates["\(way.template).\(way.channel.name)"] else { return nil }
        self.tier = tier.name
        self.step = step.name
        templateName = way.template
        self.template = template
    }
}
