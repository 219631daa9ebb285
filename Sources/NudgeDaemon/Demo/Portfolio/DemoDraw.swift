/// Chance that is none: numbers drawn from a customer's id by a fixed mixing function, so that
/// every run of the demo is the same.
struct DemoDraw {
    private let id: Int

    init(id: Int) {
        self.id = id
    }

    /// What a number is drawn for; each purpose has numbers of its own.
    ///
    /// The raw values are part of the demo: renumbering them makes another portfolio.
    enum Purpose: UInt64 {
        case dueDay = 1
        case lateBy = 2
        case autopay = 3
        case surname = 4
        case givenName = 5
        case accountTail = 6
        case sharedPhone = 7
        case magicPhone = 8
        case app = 9
        case mail = 10
        case zone = 11
        case paymentDay = 12
        case paymentTime = 13
        case instalment = 14
        case reversal = 15
        case promise = 16
        case promiseDay = 17
        case dispute = 18
        case disputeDay = 19
        case complaint = 20
        case complaintDay = 21
        case givenNameLength = 22
        case secondGivenName = 23
        case settlement = 24
        case repeatedPayment = 25
        case weChat = 26
    }

    /// A number in `0..<bound`.
    func number(_ purpose: Purpose, below bound: Int) -> Int {
        precondition(bound > 0, "a draw needs something to draw from")
        return Int(mixed(purpose) % UInt64(bound))
    }

    /// True for about so many ids in a thousand.
    func happens(_ purpose: Purpose, perMille: Int) -> Bool {
        number(purpose, below: 1000) < perMille
    }

    func choice<Element>(_ purpose: Purpose, of elements: [Element]) -> Element {
        elements[number(purpose, below: elements.count)]
    }

    /// The finaliser of SplitMix64 (Steele, Lea, Flood, 2014), over id and purpose.
    private func mixed(_ purpose: Purpose) -> UInt64 {
        var value = UInt64(id) << 8 | purpose.rawValue
        value = value &* 0x9E37_79B9_7F4A_7C15
        value = (value ^ value >> 30) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ value >> 27) &* 0x94D0_49BB_1331_11EB
        return value ^ value >> 31
    }
}
