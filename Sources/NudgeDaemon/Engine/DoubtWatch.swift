internal import NudgeCore
internal import NudgeGateways

/// When to look at which contact in doubt: the schedule of `Engine+Doubt`.
struct DoubtWatch {
    let inquirers: [String: any DoubtInquirer]
    /// `nil`: nothing is in doubt that time alone would change.
    var nextLook: Instant? = .distantPast
    /// Contacts sent again or asked about, and when next; forgotten by a restart, which begins
    /// anew.
    var tries: [ContactID: Try] = [:]
    /// Questions under way.
    var asking: [ContactID: DoubtedContact] = [:]

    struct Try {
        var count = 0
        var next: Instant
    }

    /// Marks a request's id as a question about the contact, not as the contact.
    static let questionBit: UInt64 = 1 << 62
    /// Contacts of one gateway looked at at a time.
    static let pageSize = 500
    /// A receipt, or the end of a short outage, often comes first.
    static let firstWait = Milliseconds.seconds(30)
    private static let longestWait = Milliseconds.hours(1)

    init(inquirers: [String: any DoubtInquirer]) {
        self.inquirers = inquirers
    }

    mutating func look(at instant: Instant) {
        nextLook = min(nextLook ?? instant, instant)
    }

    /// Notes a try: the next follows after 30 s, 1 min, 2 min … an hour.
    mutating func tried(_ contact: ContactID, at now: Instant) {
        let count = (tries[contact]?.count ?? 0) + 1
        let wait = min(DoubtWatch.firstWait * (1 << min(count, 10)), DoubtWatch.longestWait)
        tries[contact] = Try(count: count, next: now + wait)
    }

    /// Nothing more is to be done about it, also before the store knows.
    mutating func settled(_ contact: ContactID) {
        postpone(contact, until: .distantFuture)
    }

    mutating func postpone(_ contact: ContactID, until instant: Instant) {
        tries[contact, default: Try(next: instant)].next = instant
    }
}
