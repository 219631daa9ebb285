/// The binary form in which a store keeps one customer's facts.
///
/// The first byte is the form's version; a program reads every version up to its own. Number and
/// revision are the row's, and not in it. See `docs/decisions/0003-customer-aggregate.md`.
package enum CustomerFactsCodec {
    static let version: UInt8 = 4

    package static func encode(_ facts: CustomerFacts) -> [UInt8] {
        var writer = ByteWriter(capacity: 160 + facts.history.count * 24)
        writer.byte(version)
        writer.text(facts.reference)
        writer.text(facts.language)
        writer.text(facts.zone)
        writer.text(facts.source)
        writer.text(facts.quarantine)
        writer.instant(facts.asOf)
        writer.count(facts.tags.count)
        for tag in facts.tags { writer.text(tag) }
        writer.count(facts.points.count)
        for point in facts.points { writer.point(point) }
        writer.count(facts.consents.count)
        for consent in facts.consents { writer.consent(consent) }
        writer.count(facts.holds.count)
        for hold in facts.holds { writer.hold(hold) }
        writer.count(facts.debts.count)
        for debt in facts.debts { writer.debt(debt) }
        writer.history(facts.history)
        writer.count(facts.agreements.count)
        for agreement in facts.agreements { writer.agreement(agreement) }
        writer.count(facts.handOffs.count)
        for handOff in facts.handOffs { writer.handOff(handOff) }
        writer.blob(facts.habit.hours)
        writer.count(facts.liftedHolds.count)
        for hold in facts.liftedHolds { writer.liftedHold(hold) }
        writer.lastReply(facts.lastReply)
        return writer.bytes
    }

    /// Throws when the bytes are not a form that this program knows.
    package static func decode(
        _ bytes: [UInt8],
        id: CustomerID,
        revision: Int64
    ) throws(CodecError) -> CustomerFacts {
        try bytes.read { reader in
            Result { () throws(CodecError) in try decode(&reader, id: id, revision: revision) }
        }.get()
    }

    /// The same of bytes that somebody else holds, which spares a copy of them.
    package static func decode(
        _ reader: inout ByteReader,
        id: CustomerID,
        revision: Int64
    ) throws(CodecError) -> CustomerFacts {
        let found = reader.byte()
        guard (1...version).contains(found) else { throw .unknownVersion(found) }
        var facts = CustomerFacts(id: id, reference: reader.text(), revision: revision)
        facts.language = reader.text()
        facts.zone = reader.text()
        facts.source = reader.text()
        facts.quarantine = reader.text()
        facts.asOf = reader.instant()
        facts.tags = reader.list { $0.text() }
        facts.points = reader.list { $0.point() }
        facts.consents = reader.list { $0.consent() }
        facts.holds = reader.list { $0.hold(version: found) }
        facts.debts = reader.list { $0.debt(version: found) }
        facts.history = reader.history(version: found)
        if found >= 2 {
            facts.agreements = reader.list { $0.agreement() }
            facts.handOffs = reader.list { $0.handOff() }
            facts.habit = reader.habit()
        }
        if found >= 3 { facts.liftedHolds = reader.list { $0.liftedHold() } }
        if found >= 4 { facts.lastReply = reader.lastReply() }
        guard !reader.isFailed, reader.left == 0 else { throw .damaged }
        return facts
    }
}

/// Why stored bytes could not be read.
package enum CodecError: Error, Hashable, Sendable {
    /// Written by a newer program.
    case unknownVersion(UInt8)
    /// Cut off, or not what was written.
    case damaged
}

extension ByteReader {
    mutating func list<Element>(_ read: (inout ByteReader) -> Element) -> [Element] {
        let size = count()
        guard size > 0 else { return [] }
        var elements: [Element] = []
        elements.reserveCapacity(size)
        for _ in 0..<size where !isFailed { elements.append(read(&self)) }
        return elements
    }
}
