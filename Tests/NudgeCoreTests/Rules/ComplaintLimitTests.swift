import NudgeCore
import Testing

@Suite("A limit of complaints")
struct ComplaintLimitTests {
    static let cases: [(complaints: Int, contacts: Int, isExceeded: Bool, why: String)] = [
        (2, 1000, false, "below"), (3, 1000, false, "at it"), (4, 1000, true, "above"),
        (3, 999, true, "a little above"), (1, 49, false, "too few to conclude anything"),
        (49, 49, false, "however many they are"), (1, 50, true, "as many as it takes"),
        (0, 0, false, "nothing"), (0, 5000, false, "no complaint"),
    ]

    @Test(arguments: cases)
    func itIsExceededAboveTheRateOnly(
        _ row: (complaints: Int, contacts: Int, isExceeded: Bool, why: String)
    ) {
        let limit = ComplaintLimit(complaints: 3, contacts: 1000, within: .days(7), atLeast: 50)
        let isExceeded = limit.isExceeded(complaints: row.complaints, of: row.contacts)
        #expect(isExceeded == row.isExceeded, "\(row.why)")
    }

    @Test func aRateOfNoneIsExceededByOne() {
        let limit = ComplaintLimit(complaints: 0, contacts: 1000, within: .days(7), atLeast: 1)
        #expect(limit.isExceeded(complaints: 1, of: 100_000))
        #expect(!limit.isExceeded(complaints: 0, of: 100_000))
        #expect(limit.rate == "0 per 1000")
    }
}
