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

    init(_ reader: inout ByteReader) {
        name = reader.text()
        addresses = []
        for _ in 0..<reader.count() {
            let kind = reader.choice(AddressKind.phone)
            addresses.append(Address(kind: kind, value: reader.text()))
        }
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
