import Crypto
package import NudgeCore

/// A person in the clear: what is needed to greet him and to reach him, and his own key.
///
/// Lives only while a message is made; never logged: `description` shows nothing of it.
package struct Person: Sendable {
    package var name: String
    /// In the source's order.
    package var addresses: [PersonAddress]
    package let key: PersonKey

    package func address(of point: PointID) -> Address? {
        addresses.first { $0.point == point }?.address
    }
}

/// An address with the number of its contact point.
package struct PersonAddress: Hashable, Sendable {
    package var point: PointID
    package var address: Address
}

/// The key under which all that belongs to one person is sealed; destroying it erases the person.
package struct PersonKey: Sendable {
    let key: SymmetricKey
}

extension Person: CustomStringConvertible, CustomReflectable {
    package var description: String { "Person(…)" }
    package var customMirror: Mirror { Mirror(self, children: []) }
}

extension PersonKey: CustomStringConvertible, CustomReflectable {
    package var description: String { "PersonKey(…)" }
    package var customMirror: Mirror { Mirror(self, children: []) }
}
