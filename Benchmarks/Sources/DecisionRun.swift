import NudgeCore

/// Decides about typical customers over and over on one core, in memory, and counts what comes of it.
///
/// One debt, two points, a contact every three days; a third of the customers has something to send
/// now, a third waits, a third owes nothing.
struct DecisionRun {
    let rules: Ruleset
    /// How many contacts lie behind each customer.
    let contacts: Int

    /// Enough for a steady figure, in about a second.
    private static let decisions = 900_000
    /// 2026-11-22 16:00 in Shanghai: a Sunday, in the daytime.
    private static let now = Instant(milliseconds: 1_795_334_400_000)

    /// The figure under this name.
    func figure(_ benchmark: String, _ name: String) -> Figure {
        let customers = (0..<300).map { customer(Int64($0)) }
        var counts = (contact: 0, wait: 0, rest: 0)
        let spent = Spent.measure {
            for index in 0..<DecisionRun.decisions {
                let customer = customers[index % customers.count]
                switch decide(customer, rules: rules, at: DecisionRun.now).action {
                case .contact: counts.contact += 1
                case .wait: counts.wait += 1
                case .rest, .handOff: counts.rest += 1
                }
            }
        }
        Output.line(
            "\(benchmark): \(counts.contact) contacts, \(counts.wait) waits, \(counts.rest) rests",
            "in \(Figure.text(spent.wall, "s"))"
        )
        // By CPU: one thread does it, and others on this machine must not count.
        return Figure(name, Double(DecisionRun.decisions) / spent.cpu, atLeast: 500_000)
    }

    private func customer(_ id: Int64) -> CustomerFacts {
        let now = DecisionRun.now
        let today = CivilDate(daysSinceEpoch: Int32(now.milliseconds / 86_400_000))
        // Ready: five days overdue. Waiting: due in ten days. Nothing owed: paid.
        let due = id % 3 == 1 ? today + 10 : today + -5
        let debt = DebtID(id)
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
            history: (0..<contacts).map { contact($0, of: id, about: debt, due: due + -31) }
        )
    }

    private func contact(
        _ index: Int,
        of customer: Int64,
        about debt: DebtID,
        due: CivilDate
    ) -> PastContact {
        PastContact(
            id: ContactID(customer * 100 + Int64(index)),
            at: DecisionRun.now - Milliseconds.hours(24 * 3 * (contacts - index)),
            channel: index % 2 == 0 ? .sms : .push,
            messageClass: .collection,
            point: PointID(customer * 2 + Int64(index % 2)),
            state: .delivered,
            occasion: Occasion(
                debt: debt,
                spell: 1,
                dueDate: due,
                stepDay: Int16(index),
                purpose: .overdue
            )
        )
    }
}
