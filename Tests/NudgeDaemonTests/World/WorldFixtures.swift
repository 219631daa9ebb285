import NudgeCore
import NudgeTestKit

@testable import NudgeDaemon

/// A person of the test world, with one debt, by number.
struct Person: Sendable {
    let number: Int
    /// Every person has a number of his own unless told.
    var phone: String
    var hasPhone = true
    var hasMail = true
    var hasDevice = true

    init(_ number: Int, phone: String? = nil) {
        self.number = number
        self.phone = phone ?? Person.phone(number)
    }

    var reference: String { "c\(number)" }
    var debt: String { "d\(number)" }
    var mail: String { "c\(number)@example.com" }
    var device: String { "device-\(number)" }

    static func phone(_ number: Int) -> String {
        "+861380000" + String(String(10_000 + number).suffix(4))
    }

    /// Only a telephone.
    static func withPhone(_ number: Int, phone: String? = nil) -> Person {
        var person = Person(number, phone: phone)
        person.hasMail = false
        person.hasDevice = false
        return person
    }

    /// The person, owing 100.00 yuan.
    func facts(due: String, accountTail: String = "1234", autopay: Debt.Autopay = .none) -> [Fact] {
        var addresses: [Address] = []
        if hasPhone { addresses.append(Address(kind: .phone, value: phone)) }
        if hasMail { addresses.append(Address(kind: .email, value: mail)) }
        if hasDevice { addresses.append(Address(kind: .device, value: device)) }
        return [
            .customer(CustomerFact(reference: reference, name: "王伟", addresses: addresses)),
            .debt(
                DebtFact(
                    reference: debt,
                    customer: reference,
                    product: "信用卡",
                    accountTail: accountTail,
                    minimumDue: 10_000,
                    dueDate: .fixture(due),
                    autopay: autopay
                )
            ),
        ]
    }

    func payment(_ amount: Int64 = 10_000, at instant: Instant) -> Fact {
        .payment(
            PaymentFact(
                reference: "p\(number)-\(instant.milliseconds)",
                debt: debt,
                amount: amount,
                at: instant
            )
        )
    }

    func hold(at instant: Instant) -> Fact {
        .hold(
            HoldFact(reference: "h\(number)", customer: reference, reason: .dispute, from: instant)
        )
    }
}

extension RulesInForce {
    /// The ruleset with one plain template for each channel of each step, at these gateways.
    static func fixture(
        _ ruleset: Ruleset,
        gateways: [GatewaySettings],
        howToPay: String = "请通过手机银行还款"
    ) throws -> RulesInForce {
        var templates: [String: MessageTemplate] = [:]
        for channel in ruleset.strategy.tiers.flatMap(\.steps).flatMap(\.channels) {
            let key = "\(channel.template).\(channel.channel.name)"
            guard templates[key] == nil else { continue }
            templates[key] = try MessageTemplate(
                name: channel.template,
                channel: channel.channel,
                source: text(channel.channel)
            )
        }
        guard let signature = SMSSignature("示例银行") else {
            throw WorldError(description: "the signature cannot be used")
        }
        let rules = Ruleset(
            generation: ruleset.generation,
            rulebooks: ruleset.rulebooks,
            strategy: ruleset.strategy,
            zones: ruleset.zones,
            calendar: ruleset.calendar,
            gateways: gateways.map(\.profile),
            ramp: ruleset.ramp
        )
        return RulesInForce(
            ruleset: rules,
            templates: templates,
            gateways: gateways,
            creditor: Creditor(
                name: "示例银行",
                signature: "示例银行",
                howToPay: howToPay,
                hotline: "95500"
            ),
            signature: signature,
            lint: WordingLint(words: []),
            allowList: nil
        )
    }

    private static func text(_ channel: Channel) -> String {
        let body = "您尾号{{尾号}}的{{产品}}应还{{金额}}。{{还款方式}}，详询{{客服电话}}。"
        let hasSubject = channel == .email || channel == .push
        return hasSubject ? "subject: {{机构}}还款提醒\n---\n" + body : body
    }
}

extension Tier {
    /// One overdue notice on the day after the due date, at any hour that the rules leave open.
    static func dayOne(
        _ channels: [Channel] = [.sms],
        fallbackAfter: Milliseconds? = nil
    ) -> Tier {
        .fixture(
            .fixture(
                days: [1],
                channels: channels,
                preferred: ("00:00", "24:00"),
                fallbackAfter: fallbackAfter
            )
        )
    }
}
