import NudgeCore

/// What is sealed of a person, in its binary form: the name and the addresses, in order.
///
/// The numbers of the contact points stand beside the sealed bytes, in the clear: they say nothing,
/// and are known only once the addresses have been looked up.
struct PersonContent: Hashable, Sendable {
    var name: String
    var addresses: [Address]

    init(name: String, addresses: [Address]) {
        self.name = name
        self.addresses = addresses
    }

    var bytes: [UInt8] {
        var writer = ByteWriter(capacity: 96)
        writer.text(name)
        writer.count(addresses.count)
        for address in addresses {
            writer.byte(address.kind.rawValue)
            writer.text(address.value)
        }
        return writer.bytes
    }

    /// What stands beside the box: the points' numbers.
    ///
    /// In the first form, the sealed content followed.
    static func stored(points: [PointID]) -> [UInt8] {
        var writer = ByteWriter(capacity: 32)
        writer.count(points.count)
        for point in points { writer.signed(point.value) }
        return writer.bytes
    }
}

extension Person {
    /// Reads the content, and beside it the numbers of the points; `nil` unless they fit together.
    ///
    /// `only`: The one point whose address is wanted; `nil`: all are.
    init?(
        _ content: inout ByteReader,
        points: inout ByteReader,
        key: PersonKey,
        only: PointID?
    ) {
        self.init(name: content.text(), addresses: [], key: key)
        let count = content.count()
        guard points.count() == count else { return nil }
        addresses.reserveCapacity(only == nil ? count : 1)
        for _ in 0..<count {
            let kind = content.choice(AddressKind.phone)
            let point = PointID(points.signed())
            if let only, only != point {
                content.skipText()
            } else {
                let address = Address(kind: kind, value: content.text())
                addresses.append(PersonAddress(point: point, address: address))
            }
        }
        if content.isFailed || points.isFailed { return nil }
    }
}
