import NudgeCore

/// Adds what a turn cost to the day's rows: one write for each kind, not for each contact.
struct SpendWriter {
    let session: Session
    let now: Instant

    private struct Kind: Hashable, Comparable {
        var day: Int32
        var gateway: String
        var tier: String
        var template: String
        var currency: UInt8

        init(_ line: SpendLine) {
            day = line.day.daysSinceEpoch
            gateway = line.gateway
            tier = line.tier
            template = line.template
            currency = line.currency.rawValue
        }

        static func < (left: Kind, right: Kind) -> Bool {
            (left.day, left.gateway, left.tier, left.template, left.currency)
                < (right.day, right.gateway, right.tier, right.template, right.currency)
        }
    }

    func write(_ turn: Turn, committed: [Bool], rerouted: [Bool]) throws {
        var sums: [Kind: SpendLine] = [:]
        func add(_ line: SpendLine) {
            let kind = Kind(line)
            guard var sum = sums[kind] else {
                sums[kind] = line
                return
            }
            sum.contacts += line.contacts
            sum.segments += line.segments
            sum.cost += line.cost
            sums[kind] = sum
        }
        for (commit, isCommitted) in zip(turn.commits, committed) where isCommitted {
            if let line = commit.intent?.spend { add(line) }
        }
        for answer in turn.answers {
            if let line = answer.refund { add(line) }
        }
        for (reroute, isTheirs) in zip(turn.reroutes, rerouted) where isTheirs {
            for line in reroute.spend { add(line) }
        }
        for (_, line) in sums.sorted(by: { $0.key < $1.key }) { try write(line) }
        for stop in turn.budgetStops {
            try session[.saveBudgetStop]
                .text(stop.holder).int(Int64(stop.day.daysSinceEpoch)).run()
        }
        for stop in turn.liftedBudgets { try lift(stop) }
    }

    private func write(_ line: SpendLine) throws {
        try session[.addSpend]
            .int(Int64(line.day.daysSinceEpoch)).text(line.gateway).text(line.tier)
            .text(line.template).int(Int64(line.currency.rawValue)).int(Int64(line.contacts))
            .int(Int64(line.segments)).int(line.cost).run()
    }

    /// A new day: what a budget stopped goes on.
    ///
    /// A person's stop stays.
    private func lift(_ stop: Stop) throws {
        let (scope, value) = stop.scope.stored
        guard try session[.deleteBudgetsStop].text(scope).text(value).run() > 0 else { return }
        try session.journal(
            at: now,
            actor: "budget",
            kind: "resume",
            "\(scope) \(value): a new day"
        )
    }
}
