import NudgeCore
import Testing

@testable import NudgeStore

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

    /// As schema 2 wrote it: the key wrapped alone, name and addresses sealed under it.
    @Test func aPersonOfTheFirstFormOpens() throws {
        let vault = Vault(try #require(MasterKey(bytes: Array(0..<32))))
        let sealed = SealedPerson(
            wrappedKey: bytes(
                "32F4CD3ABC394B63F33782EF5A1A4182559939B9941A75A960D3CAC6A407E9D6"
                    + "B5DAE76E7D5D9739BEFCB6808507F44BBC3F1AACF0365F467CD49DE4"
            ),
            sealed: bytes(
                "02020432F4CD3ABC394B64F33782EF921AEF5A21902EF2318624C73C46BE2689"
                    + "E907EF891B16355582003110D4E24787AE4B5AAB51DDBE27B1F0BD1ED49CA2E7"
                    + "A46F378771D9F63A7380"
            )
        )
        let person = try vault.openPerson(sealed)
        #expect(person.name == "王小明")
        #expect(person.address(of: PointID(1))?.value == "+8613800000000")
        #expect(person.address(of: PointID(2))?.value == "c0@example.com")
        // A point that is not among his is no reason to fail: he may have lost it since.
        for (point, value) in [(1, "+8613800000000"), (2, "c0@example.com"), (3, nil)] {
            let one = try vault.openPerson(sealed, only: PointID(Int64(point)))
            #expect(one.name == "王小明")
            #expect(one.addresses.map(\.address.value) == [value].compactMap(\.self))
            #expect(one.address(of: PointID(Int64(point)))?.value == value)
        }
    }

    /// The numbers of his points stand outside of the box: one more or less is not his.
    @Test func aPersonWithOtherPointsDoesNotOpen() throws {
        let vault = Vault(testKey)
        let content = PersonContent(
            name: "王小明",
            addresses: [Address(kind: .phone, value: "+8613800000000")]
        )
        let box = try vault.box(content, replacing: nil)
        for count in 0...3 {
            let points = (0..<count).map { PointID(Int64($0) + 7) }
            let sealed = SealedPerson(
                wrappedKey: box,
                sealed: PersonContent.stored(points: points)
            )
            let person = try? vault.openPerson(sealed)
            #expect((person != nil) == (count == 1))
        }
        var damaged = box
        damaged[damaged.count - 1] ^= 1
        #expect(throws: StoreError.wrongKey) {
            try vault.openPerson(
                SealedPerson(
                    wrappedKey: damaged,
                    sealed: PersonContent.stored(points: [PointID(7)])
                )
            )
        }
    }

    private func bytes(_ hex: String) -> [UInt8] {
        let digits = hex.compactMap(\.hexDigitValue)
        return stride(from: 0, to: digits.count, by: 2).map {
            UInt8(digits[$0] * 16 + digits[$0 + 1])
        }
    }

    @Test func whatIsDamagedDoesNotOpen() throws {
        let vault = Vault(testKey)
        let person = SealedPerson(wrappedKey: [1, 2, 3], sealed: [0, 1, 2])
        #expect(throws: StoreError.wrongKey) { try vault.openPerson(person) }
        let empty = SealedPerson(wrappedKey: [], sealed: [])
        #expect(throws: StoreError.wrongKey) { try vault.openPerson(empty) }
    }
}
