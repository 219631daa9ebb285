import Crypto
import Foundation

/// The one secret from which everything sealed in a store can be read: 32 random bytes.
///
/// It comes from outside (a credential, a file, the environment), is never stored, and never
/// printed: `description` shows nothing of it.
package struct MasterKey: Sendable {
    let key: SymmetricKey

    /// Bytes in the raw form.
    package static let byteCount = 32

    /// `nil` unless there are exactly 32 bytes.
    package init?(bytes: [UInt8]) {
        guard bytes.count == MasterKey.byteCount else { return nil }
        key = SymmetricKey(data: bytes)
    }

    /// Reads base64, blanks and line ends around it ignored; `nil` unless it gives 32 bytes.
    package init?(base64 text: String) {
        let trimmed = text.trimmingCharacters(in: .whitespacesAndNewlines)
        guard let data = Data(base64Encoded: trimmed) else { return nil }
        self.init(bytes: Array(data))
    }

    /// A new key from the system's random numbers.
    package static func generate() -> MasterKey {
        MasterKey(key: SymmetricKey(size: .bits256))
    }

    private init(key: SymmetricKey) {
        self.key = key
    }

    /// The form in which `nudge key new` hands it out, once.
    package func base64Text() -> String {
        key.withUnsafeBytes { Data($0).base64EncodedString() }
    }
}

extension MasterKey: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String { "MasterKey(…)" }
    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(self, children: []) }
}
