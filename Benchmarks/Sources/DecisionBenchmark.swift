import NudgeCore

/// How many decisions one core makes in a second, in memory, for a typical customer with history.
///
/// Ten past contacts, one debt, two points; two windows, six caps, five tiers. A third of the
/// customers has something to send now, a third waits, a third owes nothing.
enum DecisionBenchmark {
    /// Enough for a steady figure, in about a second.
    static let decisions = 900_000

    static func run() -> [Figure] {
        let rules = rules
        let now = Instant(milliseconds: 1_795_334_400_000)  // 2026-11-22 16:00 in Shanghai
        let customers = (0..<300).map { customer(Int64($0), at: now) }
        var counts = (contact: 0, wait: 0, rest: 0)
        let spent = Spent.measure {
            for index in 0..<decisions {
                switch decide(customers[index % customers.count], rules: rules, at: now).action {
                case .contact: counts.contact += 1
                case .wait: counts.wait += 1
                case .rest, .handOff: counts.rest += 1
                }
            }
        }
        Output.line(
            "decisions: \(counts.contact) contacts, \(counts.wait) waits, \(counts.rest) rests in",
            "\(Figure.text(spent.wall, "s"))"
        )
        // By CPU: one thread does it, and others on this machine must not count.
        return [
            Figure(
                "decisions per second on one core",
                Double(decisions) / spent.cpu,
                atLeast: 500_000
            )
        ]
    }

    private static func customer(_ id: Int64, at now: Instant) -> CustomerFacts {
        let today = CivilDate(daysSinceEpoch: Int32(now.milliseconds / 86_400_000))
        // Ready: five days overdue. Waiting: due in ten days. Nothing owed: paid.
        let due = id % 3 == 1 ? today + 10 : today + -5
        let debt = DebtID(id)
        let history = (0..<10).map { (index: Int) -> PastContact in
            PastContact(
                id: ContactID(id * 10 + Int64(index)),
                at: now - Milliseconds.hours(24 * 3 * (10 - index)),
                channel: index % 2 == 0 ? .sms : .push,
                messageClass: .collection,
                point: PointID(id * 2),
                state: .delivered,
                occasion: Occasion(
                    debt: debt,
                    spell: 1,
                    dueDate: due + -31,
                    stepDay: Int16(index),
                    purpose: .overdue
                )
            )
        }
        return CustomerFacts(
            id: CustomerID(id),
            reference: "C\(id)",
            points: [
                ContactPoint(id: PointID(id * 2), kind: .phone),
                ContactPoint(id: PointID(id * 2 + 1), kind: .device),
            ],
            debts: [
                Debt(
                    id: debt,
                    product: "card",
                    accountTail: "1234",
                    minimumDue: 50_000,
                    dueDate: due,
                    riskGrade: "B",
                    source: "core-banking",
                    asOf: now - .hours(10),
                    paidSince: id % 3 == 2 ? 50_000 : 0
                )
            ],
            history: history
        )
    }
}
