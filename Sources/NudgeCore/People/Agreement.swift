/// Something that a customer agreed to or refused, beside consents: contact at night, contact on
/// weekends.
///
/// Names come from the rulebooks; rules say `unless_agreed` and `when_refused`.
package struct Agreement: Hashable, Sendable {
    package var name: String
    /// False: he refused.
    package var isGiven: Bool
    package var asOf: Instant

    package init(name: String, isGiven: Bool, asOf: Instant) {
        self.name = name
        self.isGiven = isGiven
        self.asOf = asOf
    }

    /// The longest name, in bytes of UTF-8.
    package static let nameBytesMax = 64
}
