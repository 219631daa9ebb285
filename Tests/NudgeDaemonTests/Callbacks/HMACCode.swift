import Crypto
import Foundation

/// A code as vendors write it.
enum HMACCode {
    static func hex(_ text: String, key: String) -> String {
        HMAC<SHA256>.authenticationCode(
            for: Data(text.utf8),
            using: SymmetricKey(data: Data(key.utf8))
        ).map { String(format: "%02x", $0) }.joined()
    }
}
