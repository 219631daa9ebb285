extension CustomerFacts {
    /// The facts as they stood at an instant, as far as what is kept tells.
    ///
    /// Taken away is what has a later instant of its own: contacts, cases, payments, consents,
    /// agreements and holds; a hold that was lifted since stands again. `isWhole` is false when
    /// something was told later that is not kept beside what it replaced: books, particulars, a
    /// standing order, a consent. What is known of addresses has no instant, and is today's.
    package func rewound(to instant: Instant) -> (facts: CustomerFacts, isWhole: Bool) {
        var past = self
        past.history.removeAll { $0.at >= instant }
        past.handOffs.removeAll { $0.at >= instant }
        past.consents.removeAll { $0.asOf > instant }
        past.agreements.removeAll { $0.asOf > instant }
        past.holds.removeAll { $0.from > instant }
        for hold in liftedHolds where hold.from <= instant && instant < hold.until {
            past.holds.append(
                Hold(
                    reason: hold.reason,
                    debt: hold.debt,
                    from: hold.from,
                    until: hold.until,
                    reference: ""
                )
            )
        }
        if let reply = past.lastReply, reply.at > instant { past.lastReply = nil }
        past.liftedHolds.removeAll { $0.until > instant }
        for index in past.debts.indices { past.debts[index].forgetPayments(after: instant) }
        let isWhole =
            asOf <= instant && past.consents.count == consents.count
            && past.agreements.count == agreements.count
            && debts.allSatisfy { $0.asOf <= instant && $0.autopayAt <= instant }
        return (past, isWhole)
    }
}
