import NudgeCore
import Testing

struct PhoneNumberTests {
    static let accepted: [(text: String, region: PhoneRegion, e164: String)] = [
        ("13800138000", .mainland, "+8613800138000"),
        ("+8613800138000", .mainland, "+8613800138000"),
        ("008613800138000", .mainland, "+8613800138000"),
        ("8613800138000", .mainland, "+8613800138000"),
        ("013800138000", .mainland, "+8613800138000"),
        ("+86 (0) 138-0013-8000", .mainland, "+8613800138000"),
        (" 138 0013 8000 ", .mainland, "+8613800138000"),
        ("138-0013-8000", .mainland, "+8613800138000"),
        ("１３８００１３８０００", .mainland, "+8613800138000"),
        ("＋８６　138–0013–8000", .mainland, "+8613800138000"),
        ("138\u{A0}0013\u{A0}8000", .mainland, "+8613800138000"),
        ("17400512345", .mainland, "+8617400512345"),
        ("16100123456", .mainland, "+8616100123456"),
        ("+85251234567", .mainland, "+85251234567"),
        ("85251234567", .mainland, "+85251234567"),
        ("5123 4567", .hongKong, "+85251234567"),
        ("84123456", .hongKong, "+85284123456"),
        ("852 9123 4567", .hongKong, "+85291234567"),
        ("6612 3456", .macao, "+85366123456"),
        ("0085366123456", .mainland, "+85366123456"),
        ("0912-345-678", .taiwan, "+886912345678"),
        ("+886 912 345 678", .mainland, "+886912345678"),
        ("8123 4567", .singapore, "+6581234567"),
        ("+6580123456", .mainland, "+6580123456"),
        ("+65 9012 3456", .mainland, "+6590123456"),
    ]

    @Test(arguments: accepted)
    func aMobileNumberHasOneForm(_ row: (text: String, region: PhoneRegion, e164: String)) throws {
        #expect(try PhoneNumber(parsing: row.text, region: row.region).e164 == row.e164)
    }

    /// T-88: prefixes that hand-written patterns leave out.
    @Test(arguments: ["162", "165", "167", "190", "192", "193", "195", "196", "197"])
    func youngPrefixesAreMobile(_ prefix: String) throws {
        let number = try PhoneNumber(parsing: prefix + "12345678", region: .mainland)
        #expect(number.e164 == "+86\(prefix)12345678")
    }

    /// T-88: however the country code is written, it is one key.
    @Test func countryCodesMakeOneKey() throws {
        let forms = ["+8616512345678", "008616512345678", "8616512345678", "16512345678"]
        let numbers = try Set(forms.map { try PhoneNumber(parsing: $0, region: .mainland) })
        #expect(numbers.count == 1)
    }

    /// Prefixes that `1[3-9]` lets pass and no carrier has.
    @Test(
        arguments: [
            "140", "141", "142", "143", "144", "146", "148", "149", "154", "160", "163", "164",
            "168", "169", "179", "194",
        ]
    )
    func unassignedPrefixesAreRefused(_ prefix: String) {
        #expect(throws: PhoneNumber.Fault.unassigned(.mainland)) {
            try PhoneNumber(parsing: prefix + "12345678", region: .mainland)
        }
    }

    static let refused: [(text: String, region: PhoneRegion, fault: PhoneNumber.Fault)] = [
        ("", .mainland, .notANumber),
        ("王小明", .mainland, .notANumber),
        ("138001380OO", .mainland, .notANumber),
        ("13800138000x12", .mainland, .notANumber),
        ("13+800138000", .mainland, .notANumber),
        ("1380013800012345678", .mainland, .notANumber),
        ("1380013800", .mainland, .wrongLength(.mainland, expected: 11, found: 10)),
        ("138001380000", .mainland, .wrongLength(.mainland, expected: 11, found: 12)),
        ("010-62345678", .mainland, .landline(.mainland)),
        ("+86 755 8765 4321", .mainland, .landline(.mainland)),
        ("0755 8765 4321", .mainland, .landline(.mainland)),
        ("62345678", .mainland, .landline(.mainland)),
        ("400-800-1234", .mainland, .landline(.mainland)),
        ("95588", .mainland, .landline(.mainland)),
        ("17406123456", .mainland, .unassigned(.mainland)),
        ("16101", .mainland, .wrongLength(.mainland, expected: 11, found: 5)),
        ("+1 212 555 0100", .mainland, .unknownCountryCode),
        ("2123 4567", .hongKong, .landline(.hongKong)),
        ("9991 2345", .hongKong, .unassigned(.hongKong)),
        ("8312 3456", .hongKong, .unassigned(.hongKong)),
        ("2812 3456", .macao, .landline(.macao)),
        ("02-2345-6789", .taiwan, .landline(.taiwan)),
        ("+886 991 234 567", .taiwan, .unassigned(.taiwan)),
        ("6123 4567", .singapore, .landline(.singapore)),
        ("8001 2345", .singapore, .unassigned(.singapore)),
    ]

    @Test(arguments: refused)
    func whatIsNoMobileNumberIsRefused(
        _ row: (text: String, region: PhoneRegion, fault: PhoneNumber.Fault)
    ) {
        #expect(throws: row.fault) { try PhoneNumber(parsing: row.text, region: row.region) }
    }

    @Test func noFaultHoldsTheNumber() {
        for row in PhoneNumberTests.refused where row.text.utf8.count > 5 {
            #expect(!row.fault.description.contains(row.text))
        }
    }
}
