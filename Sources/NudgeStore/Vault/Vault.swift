import Crypto
import Foundation
package import NudgeCore

/// Seals and opens what says who somebody is.
///
/// Everything is AES-256-GCM with a random nonce. The master key itself seals nothing: keys with
/// one purpose each are derived from it by HKDF-SHA256. A person's name, addresses and texts are
/// sealed under a key of his own, which is wrapped by a derived key. Look-up goes through
/// HMAC-SHA256, cut to 16 bytes, under another.
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
    package func openPerson(_ person: SealedPerson) throws(StoreError) -> Person {
        let stored = person.sealed.read { outer -> (points: [PointID], cipher: [UInt8])? in
            let points = (0..<outer.count()).map { _ in PointID(outer.signed()) }
            let cipher = outer.rest()
            return outer.isFailed ? nil : (points, cipher)
        }
        guard let stored else { throw .wrongKey }
        let key = try unwrap(person.wrappedKey)
        let known = try Vault.open(stored.cipher, under: key.key, about: []).read {
            inner -> PersonContent? in
            let content = PersonContent(&inner)
            return inner.isFailed ? nil : content
        }
        guard let known, known.addresses.count == stored.points.count else { throw .wrongKey }
        let addresses = zip(stored.points, known.addresses).map(PersonAddress.init)
        return Person(name: known.name, addresses: addresses, key: key)
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

    func newPersonKey() throws(StoreError) -> (key: PersonKey, wrapped: [UInt8]) {
        let key = SymmetricKey(size: .bits256)
        let raw = key.withUnsafeBytes { Array($0) }
        return (PersonKey(key: key), try seal(raw, under: wrapping, about: []))
    }

    func unwrap(_ wrapped: [UInt8]) throws(StoreError) -> PersonKey {
        PersonKey(key: SymmetricKey(data: try Vault.open(wrapped, under: wrapping, about: [])))
    }

    func seal(_ content: [UInt8], of person: PersonKey) throws(StoreError) -> [UInt8] {
        try seal(content, under: person.key, about: [])
    }

    func open(_ sealed: [UInt8], of person: PersonKey) throws(StoreError) -> [UInt8] {
        try Vault.open(sealed, under: person.key, about: [])
    }

    /// Words from an address that no customer has.
    func sealStranger(_ text: [UInt8]) throws(StoreError) -> [UInt8] {
        try seal(text, under: strangers, about: [])
    }

    func openStranger(_ sealed: [UInt8]) throws(StoreError) -> [UInt8] {
        try Vault.open(sealed, under: strangers, about: [])
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
        about: [UInt8]
    ) throws(StoreError) -> [UInt8] {
        do {
            let box = try AES.GCM.seal(
                plain,
                using: key,
                nonce: nonces.next(),
                authenticating: about
            )
            guard let combined = box.combined else { throw StoreError.failed("no nonce") }
            return Array(combined)
        } catch {
            throw .failed("sealing failed: \(error)")
        }
    }

    private static func open(
        _ sealed: [UInt8],
        under key: SymmetricKey,
        about: [UInt8]
    ) throws(StoreError) -> [UInt8] {
        do {
            let box = try AES.GCM.SealedBox(combined: sealed)
            return Array(try AES.GCM.open(box, using: key, authenticating: about))
        } catch {
            throw .wrongKey
        }
    }

    private static func bytes(_ value: Int64) -> [UInt8] {
        withUnsafeBytes(of: value.littleEndian) { Array($0) }
    }
}
