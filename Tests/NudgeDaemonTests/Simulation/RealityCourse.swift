import NudgeCore
import NudgeStore
import NudgeTestKit

/// A month of a lender, drawn from a seed: people of all kinds, and what happens to them.
///
/// They are due soon or long ago, have one debt or three, with grace, at risk, for others; a third
/// shares a number with somebody else.
struct RealityCourse {
    static let start = Instant.shanghai("2026-11-09 06:00")
    static let end = start + .days(30)
    static let count = 250

    let seed: UInt64
    var facts: [Fact] = []
    /// In the order of their instants, no two at one.
    var events: [(at: Instant, fact: Fact)] = []

    init(seed: UInt64) {
        self.seed = seed
        var chance = SeededGenerator(seed: seed)
        for number in 1...RealityCourse.count { addPerson(number, &chance) }
        for _ in 0..<RealityCourse.count { addEvent(&chance) }
        events.sort { $0.at < $1.at }
    }

    private mutating func addPerson(_ number: Int, _ chance: inout SeededGenerator) {
        // A chain now and then: his second number is that of somebody else again.
        let sharer = number > 3 && chance.chance(1, in: 3) ? number - chance.int(1...3) : number
        var person = Person(number, phone: Person.phone(sharer))
        person.hasMail = chance.chance(2, in: 3)
        person.hasDevice = chance.chance(1, in: 2)
        let due = ZoneRules.shanghai.localDate(RealityCourse.start) + chance.int(-60...25)
        var told = person.facts(
            due: due.description,
            autopay: chance.pick([.none, .none, .none, .scheduled])
        )
        if case .customer(var customer) = told[0] {
            customer.zone = chance.pick(["", "", "", "Europe/Berlin"])
            told[0] = .customer(customer)
        }
        facts += told
        for extra in 0..<chance.pick([0, 0, 1, 2]) {
            let date = due + chance.pick([0, 0, 3, -9])
            facts.append(
                .debt(
                    DebtFact(
                        reference: "\(person.debt)-\(extra)",
                        customer: person.reference,
                        role: chance.pick([.debtor, .debtor, .coBorrower, .guarantor]),
                        product: "贷款",
                        accountTail: "5678",
                        minimumDue: 50_000,
                        dueDate: date,
                        graceEnd: chance.chance(1, in: 3) ? date + 3 : nil,
                        riskGrade: chance.pick(["", "A", "E"])
                    )
                )
            )
        }
        if chance.chance(1, in: 8) {
            let from = RealityCourse.start + .hours(chance.int(-100...300))
            facts.append(
                .hold(
                    HoldFact(
                        reference: "begin\(number)",
                        customer: person.reference,
                        reason: .dispute,
                        from: from,
                        until: from + .hours(chance.int(24...300))
                    )
                )
            )
        }
    }

    /// Odd milliseconds: nothing else happens at the same instant.
    private mutating func addEvent(_ chance: inout SeededGenerator) {
        let at =
            RealityCourse.start + .minutes(chance.int(10...29 * 1440))
            + Milliseconds(Int64(events.count * 2 + 1))
        let person = Person(chance.int(1...RealityCourse.count))
        let fact: Fact =
            switch chance.int(1...8) {
            case 1, 2: person.payment(at: at)
            case 3: person.payment(3000, at: at)
            case 4: person.payment(-10_000, at: at)
            case 5:
                .hold(
                    HoldFact(
                        reference: "hold\(events.count)",
                        customer: person.reference,
                        reason: .hardshipPlan,
                        from: at,
                        until: at + .hours(chance.int(5...200))
                    )
                )
            case 6:
                .promise(
                    PromiseFact(
                        reference: "promise\(events.count)",
                        customer: person.reference,
                        debt: person.debt,
                        madeAt: at,
                        until: ZoneRules.shanghai.localDate(at) + chance.int(1...6)
                    )
                )
            case 7:
                .consent(
                    ConsentFact(
                        customer: person.reference,
                        messageClass: .collection,
                        channel: chance.pick([.sms, .push]),
                        isGranted: false,
                        at: at
                    )
                )
            default: .autopay(AutopayFact(debt: person.debt, state: .failed, at: at))
            }
        events.append((at, fact))
    }
}
