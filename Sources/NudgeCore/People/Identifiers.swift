/// A customer's number in the store.
///
/// Never the bank's own number, which is `CustomerFacts.reference`.
package struct CustomerID: Hashable, Comparable, Sendable {
    package let value: Int64
    package init(_ value: Int64) { self.value = value }
    package static func < (left: Self, right: Self) -> Bool { left.value < right.value }
}

/// A debt's number in the store.
package struct DebtID: Hashable, Comparable, Sendable {
    package let value: Int64
    package init(_ value: Int64) { self.value = value }
    package static func < (left: Self, right: Self) -> Bool { left.value < right.value }
}

/// A contact point's number in the store: a phone number, mail address or device, whoever shares it.
package struct PointID: Hashable, Comparable, Sendable {
    package let value: Int64
    package init(_ value: Int64) { self.value = value }
    package static func < (left: Self, right: Self) -> Bool { left.value < right.value }
}

/// A contact's number in the store, growing with time.
///
/// On the wire it is `Store identity` + `-` + this number in base 36, so that two stores never
/// use the same id towards one gateway.
package struct ContactID: Hashable, Comparable, Sendable {
    package let value: Int64
    package init(_ value: Int64) { self.value = value }
    package static func < (left: Self, right: Self) -> Bool { left.value < right.value }
}

extension ContactID {
    /// Contacts taken over from the system before have ids from here downwards: apart from ours,
    /// which grow with time, and from those that a forecast makes up.
    package static let importedLast = ContactID(-(1 << 40))

    package var isImported: Bool { value <= ContactID.importedLast.value }
}
