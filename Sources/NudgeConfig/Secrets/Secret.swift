/// The bytes of a secret, which no description, dump or interpolation shows.
package struct Secret: Sendable, CustomStringConvertible, CustomDebugStringConvertible,
    CustomReflectable
{
    package let bytes: [UInt8]
    /// What to tell the operator about how it is kept; empty when all is well.
    package let warning: String

    package init(bytes: [UInt8], warning: String = "") {
        self.bytes = bytes
        self.warning = warning
    }

    package var description: String { "secret" }
    package var debugDescription: String { "secret" }
    package var customMirror: Mirror { Mirror(self, children: []) }
}
