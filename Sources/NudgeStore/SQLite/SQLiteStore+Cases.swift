package import NudgeCore

extension SQLiteStore: CaseStore {
    package func cases(
        after id: Int64,
        limit: Int,
        onlyOpen: Bool
    ) throws(StoreError) -> [CaseRecord] {
        try read { session in
            try session[onlyOpen ? .openCases : .everyCase].int(id).int(Int64(limit))
                .all(CaseRecord.init).compactMap { $0 }
        }
    }

    package func caseRecord(_ id: Int64) throws(StoreError) -> CaseRecord? {
        try read { try $0[.caseByID].int(id).first(CaseRecord.init) ?? nil }
    }

    package func closeCase(
        _ id: Int64,
        by actor: String,
        why: String,
        at now: Instant
    ) throws(StoreError) -> Bool {
        try write { session in
            let rows = try session[.closeCase]
                .int(now.milliseconds).text(actor).text(why).int(id).run()
            guard rows == 1 else { return false }
            try session.journal(at: now, actor: actor, kind: "case-closed", "case \(id): \(why)")
            return true
        }
    }

    package func caseCounts() throws(StoreError) -> [CaseCount] {
        try read { session in
            try session[.caseCounts].all { query -> CaseCount? in
                CaseKind(stored: query.int(at: 0)).map { kind in
                    CaseCount(
                        kind: kind,
                        team: query.text(at: 1),
                        cases: Int(query.int(at: 2)),
                        untold: Int(query.int(at: 3)),
                        oldest: Instant(milliseconds: query.int(at: 4))
                    )
                }
            }
            .compactMap { $0 }
        }
    }

    package func casesToTell(at now: Instant, limit: Int) throws(StoreError) -> [CaseRecord] {
        try read { session in
            try session[.casesToTell].int(now.milliseconds).int(Int64(limit))
                .all(CaseRecord.init).compactMap { $0 }
        }
    }

    package func nextCaseToTell() throws(StoreError) -> Instant? {
        try read { session in
            try session[.nextCaseToTell].first { $0.optionalInt(at: 0) }?
                .map(Instant.init(milliseconds:))
        }
    }

    package func told(_ outcomes: [CaseTelling], at now: Instant) throws(StoreError) {
        try write { session in
            for outcome in outcomes {
                if let retryAt = outcome.retryAt {
                    try session[.caseNotTold].int(retryAt.milliseconds).int(outcome.id).run()
                } else {
                    try session[.caseTold].int(now.milliseconds).int(outcome.id).run()
                }
            }
        }
    }
}

extension CaseKind {
    init?(stored value: Int64) {
        guard let raw = UInt8(exactly: value) else { return nil }
        self.init(rawValue: raw)
    }
}

extension CaseRecord {
    init?(_ query: Query) {
        guard let kind = CaseKind(stored: query.int(at: 2)),
            let spell = Int32(exactly: query.int(at: 4)),
            let dueDate = Int32(exactly: query.int(at: 5)),
            let stepDay = Int16(exactly: query.int(at: 6)),
            let purpose = UInt8(exactly: query.int(at: 7)).flatMap(Purpose.init(rawValue:))
        else { return nil }
        id = query.int(at: 0)
        customer = CustomerID(query.int(at: 1))
        self.kind = kind
        occasion = Occasion(
            debt: DebtID(query.int(at: 3)),
            spell: spell,
            dueDate: CivilDate(daysSinceEpoch: dueDate),
            stepDay: stepDay,
            purpose: purpose
        )
        team = query.text(at: 8)
        openedAt = Instant(milliseconds: query.int(at: 9))
        tier = query.text(at: 10)
        step = query.text(at: 11)
        reason = query.text(at: 12)
        trace = query.blob(at: 13)
        closedAt = query.optionalInt(at: 14).map(Instant.init(milliseconds:))
        closedBy = query.optionalText(at: 15)
        why = query.optionalText(at: 16)
        toldAt = query.optionalInt(at: 17).map(Instant.init(milliseconds:))
        tellAt = Instant(milliseconds: query.int(at: 18))
        attempts = Int(query.int(at: 19))
        reference = query.text(at: 20)
    }
}
