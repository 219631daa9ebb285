internal import NudgeCore
internal import NudgeGateways

extension GatewayTrial {
    /// The message of a made-up debt.
    static func message(
        _ order: Order,
        _ gateway: Gateway,
        _ rules: RulesInForce,
        using generator: inout some RandomNumberGenerator,
        at now: Instant
    ) throws(Failure) -> OutgoingMessage {
        let channel = try channel(order, gateway)
        let name = try template(order, gateway, rules, channel)
        guard let template = rules.template(name, channel) else {
            throw Failure(description: "there is no template \(name) for \(channel.name)")
        }
        let values = sample(rules, at: now)
        var text: RenderedText
        do throws(RenderError) {
            text = try template.render(values)
        } catch {
            throw Failure(description: "\(name): \(error)")
        }
        if channel == .sms { text.body = rules.signature.signing(text.body) }
        var message = OutgoingMessage(
            wireID: "trial-" + String(generator.next(), radix: 36),
            channel: channel,
            address: order.address,
            text: text.body,
            subject: text.subject,
            segments: channel == .sms ? SMSLength.segments(of: text.body, rule: .mainland) : 1,
            messageClass: .notice,
            template: name,
            currency: Currency.cny.code
        )
        message.html = text.html
        guard gateway.takesCodes else { return message }
        do throws(Composer.Failure) {
            try Composer.addCode(to: &message, gateway, values, rules.lint)
        } catch {
            throw Failure(description: "\(error)")
        }
        return message
    }

    private static func channel(_ order: Order, _ gateway: Gateway) throws(Failure) -> Channel {
        let channels = Channel.allCases.filter(gateway.settings.channels.contains)
        guard let channel = order.channel ?? channels.first, channels.contains(channel) else {
            throw Failure(
                description: "\(order.gateway) sends "
                    + channels.map(\.name).joined(separator: ", ") + " alone"
            )
        }
        return channel
    }

    private static func template(
        _ order: Order,
        _ gateway: Gateway,
        _ rules: RulesInForce,
        _ channel: Channel
    ) throws(Failure) -> String {
        if let template = order.template { return template }
        let mapped = gateway.settings.http?.templates.map(\.name) ?? []
        let asked = rules.ruleset.strategy.tiers.flatMap(\.steps).flatMap(\.channels)
            .filter { $0.channel == channel }.map(\.template)
        let found = (mapped.isEmpty ? asked : mapped).first { rules.template($0, channel) != nil }
        guard let found else {
            throw Failure(
                description: "no template for \(channel.name) is in use: name one with --template"
            )
        }
        return found
    }

    /// Nobody's debt: 100.00, due in three days.
    private static func sample(_ rules: RulesInForce, at now: Instant) -> MessageValues {
        let today = rules.ruleset.defaultZone.localDate(now)
        return MessageValues(
            name: "测试",
            creditor: rules.creditor,
            debts: [
                DebtValues(
                    product: "信用卡",
                    accountTail: "0000",
                    amount: Money(minorUnits: 10_000, currency: .cny),
                    dueDate: today + 3,
                    daysFromDue: -3
                )
            ]
        )
    }
}
