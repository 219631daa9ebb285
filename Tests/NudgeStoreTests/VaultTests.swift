import NudgeCore
import NudgeStore
import Testing

@Suite
struct VaultTests {
    @Test(
        "a master key is 32 bytes of base64",
        arguments: [
            ("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=", true),
            (" AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\n", true),
            ("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHg==", false), ("", false),
            ("not base64!", false),
        ]
    )
    func keys(_ text: String, _ isKey: Bool) {
        #expect((MasterKey(base64: text) != nil) == isKey)
    }

    @Test func aKeyIsNeverPrinted() throws {
        let key = try #require(MasterKey(bytes: [UInt8](repeating: 7, count: 32)))
        var dumped = ""
        dump(key, to: &dumped)
        dump(Vault(key), to: &dumped)
        #expect(
            "\(key) \(key.debugDescription) \(Vault(key))" == "MasterKey(…) MasterKey(…) Vault(…)"
        )
        #expect(!dumped.contains("7"))
        #expect(MasterKey(base64: key.base64Text()) != nil)
    }

    @Test func addressesOfOneValueAndTwoKindsAreTwo() throws {
        let vault = Vault(testKey)
        let phone = vault.lookupHash(Address(kind: .phone, value: "+8613900000001"))
        #expect(phone == vault.lookupHash(Address(kind: .phone, value: "+8613900000001")))
        #expect(phone != vault.lookupHash(Address(kind: .device, value: "+8613900000001")))
        let other = Vault(.generate())
        #expect(phone != other.lookupHash(Address(kind: .phone, value: "+8613900000001")))
    }

    @Test func whatIsDamagedDoesNotOpen() throws {
        let vault = Vault(testKey)
        let person = SealedPerson(wrappedKey: [1, 2, 3], sealed: [0, 1, 2])
        #expect(throws: StoreError.wrongKey) { try vault.openPerson(person) }
        let empty = SealedPerson(wrappedKey: [], sealed: [])
        #expect(throws: StoreError.wrongKey) { try vault.openPerson(empty) }
    }
}
