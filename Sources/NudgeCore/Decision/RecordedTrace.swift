/// A trace with the names that its indices stood for, so that it can be read when the rules have
/// changed and the debts are others.
package struct RecordedTrace: Hashable, Sendable {
    package var verdicts: [Verdict]

    /// One entry of a trace in its own right.
    package struct Verdict: Hashable, Sendable {
        package var entry: Trace.Entry
        /// What the stage looked at: a tier, step, hold, cap or window, by name; may be empty.
        package var subject: String
        /// The account's last digits, and its currency's code; empty where no debt is meant.
        package var debt: String
        package var currency: String
    }

    /// Resolves the indices of a trace against the facts and rules that it was made from.
    package init(_ trace: Trace, facts: CustomerFacts, rules: Ruleset) {
        verdicts = trace.entries.map { entry in
            Verdict(
                entry: entry,
                subject: rules.words(for: entry, facts: facts),
                debt: entry.accountTail(in: facts),
                currency: entry.currency(in: facts)
            )
        }
    }

    init(verdicts: [Verdict]) {
        self.verdicts = verdicts
    }
}

extension Trace.Entry {
    /// The last digits of the debt that is meant, where there are several.
    fileprivate func accountTail(in facts: CustomerFacts) -> String {
        debt >= 0 && facts.debts.count > 1 ? facts.debts[Int(debt)].accountTail : ""
    }

    fileprivate func currency(in facts: CustomerFacts) -> String {
        debt >= 0 ? facts.debts[Int(debt)].currency.code : ""
    }
}

extension Ruleset {
    /// The name of what an entry's indices point to.
    fileprivate func words(for entry: Trace.Entry, facts: CustomerFacts) -> String {
        guard entry.subject >= 0 else { return "" }
        let index = Int(entry.subject)
        if entry.reason == .gatewayHours || entry.reason == .gatewayLimit {
            return "gateway " + gateways[index].name
        }
        switch entry.stage {
        case .owed, .contact: return ""
        case .step:
            return ""
        case .point:
            return Channel(rawValue: UInt8(truncatingIfNeeded: index))?.name ?? ""
        case .holds: return facts.holds[index].reason.name
        case .tier: return strategy.tiers[index].name
        case .caps: return words(capWords, entry)
        case .window: return words(windowWords, entry)
        }
    }
}

extension Ruleset {
    /// The words of the rule that an entry's indices point to; empty where there is none.
    private func words(_ words: [[String]], _ entry: Trace.Entry) -> String {
        let (rulebook, rule) = (Int(entry.rulebook), Int(entry.subject))
        guard words.indices.contains(rulebook), words[rulebook].indices.contains(rule) else {
            return ""
        }
        return words[rulebook][rule]
    }
}

/// A recorded trace as bytes, for the store.
package enum TraceCodec {
    /// Entries beyond it are not kept: a trace of so many says nothing more.
    private static let entriesMax = 400
    private static let version: UInt8 = 1

    package static func encode(_ trace: RecordedTrace) -> [UInt8] {
        var writer = ByteWriter(capacity: 24 * trace.verdicts.count + 64)
        writer.byte(version)
        let kept = trace.verdicts.prefix(entriesMax)
        writer.count(kept.count)
        for verdict in kept {
            write(verdict.entry, to: &writer)
            writer.text(verdict.subject)
            writer.text(verdict.debt)
            writer.text(verdict.currency)
        }
        return writer.bytes
    }

    /// The same of a trace just made, which need not be kept.
    package static func encode(
        _ trace: Trace,
        facts: CustomerFacts,
        rules: Ruleset
    ) -> [UInt8] {
        let kept = trace.entries.prefix(entriesMax)
        var writer = ByteWriter(capacity: 24 * kept.count + 64)
        writer.byte(version)
        writer.count(kept.count)
        for entry in kept {
            // Without a value for it: that would copy the facts for each.
            write(entry, to: &writer)
            writer.text(rules.words(for: entry, facts: facts))
            writer.text(entry.accountTail(in: facts))
            writer.text(entry.currency(in: facts))
        }
        return writer.bytes
    }

    private static func write(_ entry: Trace.Entry, to writer: inout ByteWriter) {
        writer.byte(entry.stage.rawValue)
        writer.byte(entry.verdict.rawValue)
        writer.byte(entry.reason.rawValue)
        writer.signed(Int64(entry.debt))
        writer.signed(Int64(entry.subject))
        writer.signed(Int64(entry.rulebook))
        writer.flag(entry.until != nil)
        if let until = entry.until { writer.signed(until.milliseconds) }
        writer.signed(entry.value)
    }

    /// `nil` for bytes that are no trace.
    package static func decode(_ bytes: [UInt8]) -> RecordedTrace? {
        bytes.read { decode(&$0) }
    }

    private static func decode(_ reader: inout ByteReader) -> RecordedTrace? {
        guard reader.byte() == version else { return nil }
        let count = reader.count()
        guard !reader.isFailed, count <= entriesMax else { return nil }
        var verdicts: [RecordedTrace.Verdict] = []
        for _ in 0..<count {
            let stage: Trace.Stage = reader.choice(.owed)
            let verdict: Trace.Verdict = reader.choice(.pass)
            let reason: Reason = reader.choice(.passed)
            let debt = reader.narrow(Int16.self)
            let subject = reader.narrow(Int16.self)
            let rulebook = reader.narrow(Int16.self)
            let until = reader.flag() ? Instant(milliseconds: reader.signed()) : nil
            let entry = Trace.Entry(
                stage: stage,
                verdict: verdict,
                reason: reason,
                debt: debt,
                subject: subject,
                rulebook: rulebook,
                until: until,
                value: reader.signed()
            )
            verdicts.append(
                RecordedTrace.Verdict(
                    entry: entry,
                    subject: reader.text(),
                    debt: reader.text(),
                    currency: reader.text()
                )
            )
        }
        return reader.isFailed ? nil : RecordedTrace(verdicts: verdicts)
    }
}
