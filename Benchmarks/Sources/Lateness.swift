internal import NudgeCore
internal import NudgeDaemon
internal import NudgeStore

/// How late contacts were, each against its own instant; in ms.
struct Lateness {
    /// Until the gateway had read the request: the bytes left a loopback's way and a wake-up before.
    private(set) var toRead = Shares()
    /// Until its answer was understood.
    private(set) var toAnswer = Shares()

    /// Values of which shares are asked.
    struct Shares {
        fileprivate(set) var values: [Double] = []

        /// What so many of a hundred do not exceed.
        func part(_ share: Int) -> Double {
            guard !values.isEmpty else { return .infinity }
            return values.sorted()[min(values.count - 1, values.count * share / 100)]
        }
    }

    /// Of the contacts that began in `from..<to`.
    ///
    /// One whose request the gateway never read counts as late without end.
    init(
        _ world: BenchWorld,
        _ clock: RunningClock,
        from: Instant,
        to: Instant,
        reads: [SinkRead]
    ) throws {
        let wire = WireID(store: world.store.identity)
        var readAt: [ContactID: UInt64] = [:]
        for read in reads {
            if let contact = wire.contact(read.id) { readAt[contact] = read.nanoseconds }
        }
        var last: ContactID?
        while true {
            let page = try world.store.contacts(from: from, to: to, after: last, limit: 1_000)
            guard let end = page.last else { return }
            last = end.id
            for contact in page {
                toAnswer.values.append(
                    contact.answeredAt.map { Double(($0 - contact.notBefore).count) } ?? .infinity
                )
                toRead.values.append(
                    readAt[contact.id].map {
                        clock.milliseconds(from: contact.notBefore, to: $0)
                    } ?? .infinity
                )
            }
        }
    }
}
