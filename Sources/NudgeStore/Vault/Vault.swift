import Crypto
import Foundation
package import NudgeCore

/// Seals and opens what says who somebody is.
///
/// Everything is AES-256-GCM with a random nonce. The master key itself seals nothing: keys with
/// one purpose each are derived from it by HKDF-SHA256. A person's texts are sealed under a key of
/// his own, which is wrapped by a derived key, in one box with his name and addresses: whoever
/// writes to him needs all of it. Look-up goes through HMAC-SHA256, cut to 16 bytes, under another.
package struct Vault: Sendable {
    private let wrapping: SymmetricKey
    /// Begun once and copied for each use: half of the arithmetic of a short code is its key.
    private let lookup: HMAC<SHA256>
    private let prints: HMAC<SHA256>
    private let strangers: SymmetricKey
    private let nonces = Nonces()

    package init(_ master: MasterKey) {
        func derive(_ purpose: String) -> SymmetricKey {
            HKDF<SHA256>.deriveKey(
                inputKeyMaterial: master.key,
                info: Data("nudge \(purpose) v1".utf8),
                outputByteCount: MasterKey.byteCount
            )
        }
        wrapping = derive("wrap")
        lookup = HMAC(key: derive("look-up"))
        prints = HMAC(key: derive("print"))
        strangers = derive("strangers")
    }

    /// Opens a person; throws `wrongKey` when this is not the key, or not what was sealed.
    ///
    /// `only`: The one point whose address is wanted; `nil`: all are.
    package func openPerson(
        _ person: SealedPerson,
        only: PointID? = nil
    ) throws(StoreError) -> Person {
        let plain = try Vault.opened(person.wrappedKey, under: wrapping)
        let key = try Vault.key(in: plain)
        if plain.count > MasterKey.byteCount {
            let start = MasterKey.byteCount
            return try Vault.person(in: plain, from: start, person.sealed, key, only: only)
        }
        // Boxes of the first form hold the key alone; the content stands behind the points.
        let cipher = person.sealed.read { reader in
            for _ in 0..<reader.count() { _ = reader.signed() }
            return reader.rest()
        }
        let content = try Vault.opened(cipher, under: key.key)
        return try Vault.person(in: content, from: 0, person.sealed, key, only: only)
    }

    /// Reads a person's content, from a byte on, beside the numbers of his points.
    private static func person(
        in plain: Data,
        from start: Int,
        _ points: [UInt8],
        _ key: PersonKey,
        only: PointID?
    ) throws(StoreError) -> Person {
        let person = plain.withUnsafeBytes { plain in
            points.withUnsafeBytes { points -> Person? in
                var content = ByteReader(UnsafeRawBufferPointer(rebasing: plain[start...]))
                var numbers = ByteReader(points)
                return Person(&content, points: &numbers, key: key, only: only)
            }
        }
        guard let person else { throw .wrongKey }
        return person
    }

    /// Seals a rendered text and its address for one contact, under the person's key.
    ///
    /// The contact's id is bound to it: moved to another contact it does not open.
    package func seal(
        _ text: [UInt8],
        of person: PersonKey,
        contact: ContactID
    ) throws(StoreError) -> [UInt8] {
        try seal(text, under: person.key, about: Vault.bytes(contact.value))
    }

    package func open(
        _ sealed: [UInt8],
        of person: PersonKey,
        contact: ContactID
    ) throws(StoreError) -> [UInt8] {
        try Vault.open(sealed, under: person.key, about: Vault.bytes(contact.value))
    }

    /// The keyed hash by which an address is found; its kind is part of it.
    package func lookupHash(_ address: Address) -> [UInt8] {
        var writer = ByteWriter(capacity: 48)
        writer.byte(address.kind.rawValue)
        writer.text(address.value)
        return Vault.code(writer.bytes, under: lookup)
    }

    /// Tells whether two sealed things hold the same, without opening them.
    package func fingerprint(_ bytes: [UInt8]) -> [UInt8] {
        Vault.code(bytes, under: prints)
    }

    /// Stored with a store, so that a wrong key is told at once.
    var checkValue: [UInt8] {
        fingerprint(Array("nudge key check".utf8))
    }

    /// The box of a person: his key and what is known of him.
    ///
    /// `known` is the box that he has; a new person gets a new key.
    func box(_ content: PersonContent, replacing known: [UInt8]?) throws(StoreError) -> [UInt8] {
        let key = try known.map { known throws(StoreError) in try unwrap(known).key }
        let raw = (key ?? SymmetricKey(size: .bits256)).withUnsafeBytes { Array($0) }
        return try seal(raw + content.bytes, under: wrapping)
    }

    func unwrap(_ box: [UInt8]) throws(StoreError) -> PersonKey {
        try Vault.key(in: Vault.opened(box, under: wrapping))
    }

    /// The key at the beginning of an opened box.
    private static func key(in plain: Data) throws(StoreError) -> PersonKey {
        guard plain.count >= MasterKey.byteCount else { throw .wrongKey }
        return plain.withUnsafeBytes { bytes in
            let key = UnsafeRawBufferPointer(rebasing: bytes[..<MasterKey.byteCount])
            return PersonKey(key: SymmetricKey(data: key))
        }
    }

    func seal(_ content: [UInt8], of person: PersonKey) throws(StoreError) -> [UInt8] {
        try seal(content, under: person.key)
    }

    func open(_ sealed: [UInt8], of person: PersonKey) throws(StoreError) -> [UInt8] {
        try Vault.open(sealed, under: person.key)
    }

    /// Words from an address that no customer has.
    func sealStranger(_ text: [UInt8]) throws(StoreError) -> [UInt8] {
        try seal(text, under: strangers)
    }

    func openStranger(_ sealed: [UInt8]) throws(StoreError) -> [UInt8] {
        try Vault.open(sealed, under: strangers)
    }
}

extension Vault: CustomStringConvertible, CustomReflectable {
    package var description: String { "Vault(…)" }
    package var customMirror: Mirror { Mirror(self, children: []) }
}

extension Vault {
    /// Half of SHA-256: a chance collision among 10⁹ addresses has odds of 10⁻²¹.
    private static let codeLength = 16

    private static func code(_ bytes: [UInt8], under key: HMAC<SHA256>) -> [UInt8] {
        var code = key
        code.update(data: bytes)
        return code.finalize().withUnsafeBytes { Array($0.prefix(codeLength)) }
    }

    private func seal(
        _ plain: [UInt8],
        under key: SymmetricKey,
        about: [UInt8] = []
    ) throws(StoreError) -> [UInt8] {
        do {
            // As plain pointers: the library's layers do not know their types, and would count the
            // references of arrays at every step.
            let box = try plain.withUnsafeBytes { plain in
                try about.withUnsafeBytes { about in
                    try AES.GCM.seal(
                        plain,
                        using: key,
                        nonce: nonces.next(),
                        authenticating: about
                    )
                }
            }
            guard let combined = box.combined else { throw StoreError.failed("no nonce") }
            return combined.withUnsafeBytes { Array($0) }
        } catch {
            throw .failed("sealing failed: \(error)")
        }
    }

    private static func open(
        _ sealed: [UInt8],
        under key: SymmetricKey,
        about: [UInt8] = []
    ) throws(StoreError) -> [UInt8] {
        guard !about.isEmpty else { return Array(try opened(sealed, under: key)) }
        do {
            let box = try AES.GCM.SealedBox(combined: sealed)
            let plain = try AES.GCM.open(box, using: key, authenticating: about)
            return plain.withUnsafeBytes { Array($0) }
        } catch {
            throw .wrongKey
        }
    }

    /// What nothing is bound to; by the library's shorter way, which knows all types.
    private static func opened(
        _ sealed: [UInt8],
        under key: SymmetricKey
    ) throws(StoreError) -> Data {
        do {
            return try AES.GCM.open(AES.GCM.SealedBox(combined: sealed), using: key)
        } catch {
            throw .wrongKey
        }
    }

    private static func bytes(_ value: Int64) -> [UInt8] {
        withUnsafeBytes(of: value.littleEndian) { Array($0) }
    }
}
