package import NudgeCore

extension SQLiteStore {
    package func customers(
        after: CustomerID?,
        limit: Int
    ) throws(StoreError) -> [ClaimedCustomer] {
        try read { session in
            let entries = try session[.customersAfter]
                .int(after?.value ?? 0).int(Int64(limit)).all(Workspace.entry)
            // Whatever is unsettled is asked for, however old: this is for people to read.
            let reader = ClaimReader(session, now: .distantPast)
            return try entries.map(reader.unclaimed)
        }
    }

    package func contacts(
        of customer: CustomerID,
        limit: Int
    ) throws(StoreError) -> [ContactRecord] {
        try read { session in
            let history = try session[.customerFacts].int(customer.value).first {
                try $0.facts(at: 1, id: customer, revision: $0.int(at: 0)).history
            }
            let putBack = try session[.contactsPutBack]
                .int(customer.value).int(Int64(limit)).all { $0.int(at: 0) }
            let own = (history ?? []).filter { !$0.isImported }.map(\.id.value)
            let before = (history ?? []).filter(\.isImported).reversed().map(\.id.value)
            let ids = Set(own).union(putBack).sorted(by: >) + before
            return try ids.prefix(limit).compactMap {
                try session[.contactByID].int($0).first(ContactRecord.init) ?? nil
            }
        }
    }

    package func contact(_ id: ContactID) throws(StoreError) -> ContactRecord? {
        try read { try $0[.contactByID].int(id.value).first(ContactRecord.init) ?? nil }
    }

    package func unknownContacts(limit: Int) throws(StoreError) -> [ContactRecord] {
        try read { session in
            try session[.unknownContacts].int(Int64(limit))
                .all(ContactRecord.init).compactMap { $0 }
        }
    }

    package func openText(_ contact: ContactRecord) throws(StoreError) -> [UInt8]? {
        let person = try read { session in
            try session[.customerByID].int(contact.customer.value)
                .first { try Workspace.entry($0).person } ?? nil
        }
        guard let person, !person.wrappedKey.isEmpty else { return nil }
        let key = try vault.unwrap(person.wrappedKey)
        return try vault.open(contact.sealedText, of: key, contact: contact.id)
    }

    package func contactCounts(
        from: Instant,
        to: Instant,
        dayOffset: Milliseconds
    ) throws(StoreError) -> [ContactCount] {
        try read { session in
            guard let first = try session.firstContact(from: from) else { return [] }
            return try session[.contactCounts]
                .int(dayOffset.count).int(first).int(from.milliseconds).int(to.milliseconds)
                .all(ContactCount.init).compactMap { $0 }
        }
    }

    package func status() throws(StoreError) -> StoreStatus {
        try read { session in
            func count(_ name: StatementName) throws -> Int {
                Int(try session[name].first { $0.int(at: 0) } ?? 0)
            }
            let lanes = try session[.timerCounts].all {
                ($0.int(at: 0), Int($0.int(at: 1)), Instant(milliseconds: $0.int(at: 2)))
            }
            return StoreStatus(
                customers: try count(.customerCount),
                debts: try count(.debtCount),
                leased: try count(.leaseCount),
                unknownContacts: try count(.unknownCount),
                lanes: try lanes.map { lane, timers, due in
                    .init(name: try session.laneName(lane), timers: timers, nextDue: due)
                }
            )
        }
    }

    package func replies(
        after id: Int64,
        limit: Int
    ) throws(StoreError) -> [ReplyRecord] {
        try read { session in
            let rows = try session[.replies].int(id).int(Int64(limit)).all { query in
                (
                    ReplyRecord(
                        id: query.int(at: 0),
                        at: Instant(milliseconds: query.int(at: 1)),
                        gateway: query.text(at: 2),
                        channel: Channel(stored: query.int(at: 3)) ?? .sms,
                        customer: query.optionalInt(at: 5).map { CustomerID($0) },
                        meaning: query.text(at: 6),
                        text: ""
                    ),
                    query.blob(at: 7)
                )
            }
            return try rows.map { record, sealed in
                var record = record
                record.text = try session.openReply(sealed, of: record.customer, vault)
                return record
            }
        }
    }

    package func debtReferences(_ debts: [DebtID]) throws(StoreError) -> [String] {
        try read { session in
            try debts.map {
                try session[.debtReference].int($0.value).first { $0.text(at: 0) } ?? ""
            }
        }
    }
}

extension Session {
    func openReply(
        _ sealed: [UInt8],
        of customer: CustomerID?,
        _ vault: Vault
    ) throws -> String {
        guard let customer else {
            return String(decoding: try vault.openStranger(sealed), as: UTF8.self)
        }
        let person =
            try self[.customerByID].int(customer.value)
            .first { try Workspace.entry($0).person } ?? nil
        guard let person, !person.wrappedKey.isEmpty else { return "" }
        let plain = try vault.open(sealed, of: try vault.unwrap(person.wrappedKey))
        return String(decoding: plain, as: UTF8.self)
    }

    /// The first contact at or after an instant: ids grow with time, so it is found by halving.
    func firstContact(from: Instant) throws -> Int64? {
        var low: Int64 = 0
        var high = (try self[.lastContactID].first { $0.int(at: 0) } ?? 0) + 1
        while low < high {
            let middle = low + (high - low) / 2
            let row = try self[.contactAtOrAfter].int(middle).first {
                ($0.int(at: 0), $0.int(at: 1))
            }
            guard let (id, at) = row else {
                high = middle
                continue
            }
            if at < from.milliseconds { low = id + 1 } else { high = middle }
        }
        return try self[.contactAtOrAfter].int(low).first { $0.int(at: 0) }
    }
}

extension Channel {
    init?(stored value: Int64) {
        guard let raw = UInt8(exactly: value) else { return nil }
        self.init(rawValue: raw)
    }
}

extension ContactRecord {
    init?(_ query: Query) {
        guard let state = ContactState(stored: query.int(at: 2)),
            let channel = Channel(stored: query.int(at: 4)),
            let kind = UInt8(exactly: query.int(at: 5)).flatMap(MessageClass.init(rawValue:))
        else { return nil }
        id = ContactID(query.int(at: 0))
        customer = CustomerID(query.int(at: 1))
        self.state = state
        at = Instant(milliseconds: query.int(at: 3))
        self.channel = channel
        messageClass = kind
        point = PointID(query.int(at: 6))
        gateway = query.text(at: 7)
        tier = query.text(at: 8)
        step = query.text(at: 9)
        template = query.text(at: 10)
        segments = Int(query.int(at: 11))
        notBefore = Instant(milliseconds: query.int(at: 12))
        rulesGeneration = query.int(at: 13)
        vendorID = query.optionalText(at: 14)
        reason = query.optionalText(at: 15)
        answeredAt = query.optionalInt(at: 16).map(Instant.init(milliseconds:))
        receiptAt = query.optionalInt(at: 17).map(Instant.init(milliseconds:))
        detail = query.optionalText(at: 18)
        sealedText = query.blob(at: 19)
        trace = query.blob(at: 20)
    }
}

extension ContactCount {
    init?(_ query: Query) {
        guard let state = ContactState(stored: query.int(at: 0)),
            let channel = Channel(stored: query.int(at: 1)),
            let day = Int32(exactly: query.int(at: 4))
        else { return nil }
        self.state = state
        self.channel = channel
        tier = query.text(at: 2)
        reason = query.text(at: 3)
        self.day = CivilDate(daysSinceEpoch: day)
        contacts = Int(query.int(at: 5))
        segments = Int(query.int(at: 6))
    }
}
