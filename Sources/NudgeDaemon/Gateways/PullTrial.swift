internal import Curl
internal import Logging
internal import NudgeConfig
internal import NudgeCore
internal import NudgeGateways
internal import NudgeStore
internal import Synchronization

/// A gateway's `pull` by hand: shown, asked for one page, or pulled as the daemon does.
package struct PullTrial: Sendable {
    private let installation: Installation
    private let gateway: Gateway
    private let sources: [PullSource]
    private let clock: any EngineClock

    package typealias Failure = GatewayTrial.Failure

    /// What came of one entry.
    package struct Outcome: Sendable {
        /// For the person at the terminal: addresses masked.
        package var text: String
        /// For the journal.
        package var summary: String
        package var isFailed: Bool
    }

    /// `entry`: The name of one of its entries; `nil`: all of them.
    package init(
        _ installation: Installation,
        gateway name: String,
        entry: String?,
        clock: any EngineClock
    ) throws(Failure) {
        self.installation = installation
        self.clock = clock
        let settings = try GatewayTrial.settings(of: name, installation.rules)
        let spokenTo = try GatewayTrial.spokenTo(
            settings,
            installation.settings.rehearsalPort
        )
        do throws(GatewayAssembly.Failure) {
            gateway = try GatewayAssembly.gateways([spokenTo])[0]
        } catch {
            throw Failure(description: error.description)
        }
        let all = gateway.http?.pullSources ?? []
        guard !all.isEmpty else {
            throw Failure(description: "the file of '\(name)' has no 'pull'")
        }
        sources = all.filter { entry == nil || $0.form.name == entry }
        guard !sources.isEmpty else {
            let names = all.map(\.form.name).joined(separator: ", ")
            throw Failure(description: "'\(name)' pulls no such thing; it has: \(names)")
        }
    }

    /// For the journal: what is asked.
    package var summary: String {
        sources.map { "\(gateway.settings.name)/\($0.form.name)" }.joined(separator: ", ")
    }

    // MARK: Showing

    /// The requests as they would leave now, secrets masked.
    package func text(
        using generator: inout some RandomNumberGenerator
    ) throws(Failure) -> String {
        let mask = try GatewayTrial.mask(of: gateway.settings)
        var parts: [String] = []
        for source in sources {
            let question = question(source, token: GatewayTrial.tokenStandIn, using: &generator)
            do throws(RequestFault) {
                let request = try source.request(question)
                parts.append("\(source.form.name), every \(source.form.every):")
                parts.append(mask.text(of: request, body: source.text(ofBody: request.body)))
                guard let thanks = try source.acknowledgement(question) else { continue }
                parts.append("and once a page is kept:")
                parts.append(mask.text(of: thanks, body: source.text(ofBody: thanks.body)))
            } catch {
                throw Failure(description: "no request can be made: \(error)")
            }
        }
        return parts.joined(separator: "\n\n")
    }

    private func question(
        _ source: PullSource,
        token: String?,
        using generator: inout some RandomNumberGenerator
    ) -> PullSource.Question {
        PullSource.Question(
            id: 0,
            lane: 0,
            now: clock.now(),
            nonce: RequestNonce.text(using: &generator),
            token: source.needsToken ? token : nil
        )
    }

    // MARK: Asking

    /// Throws where a page that is only looked at would be lost, since it is handed out once.
    package func checkLook() throws(Failure) {
        for source in sources where source.form.acknowledgement == nil {
            throw Failure(
                description: """
                    '\(source.form.name)' has no 'acknowledge': what it hands out may not come again
                      hint: say --store, which keeps what comes
                    """
            )
        }
    }

    /// Asks each for one page, and keeps nothing: what is not acknowledged comes again.
    package func look(
        using generator: inout some RandomNumberGenerator
    ) async throws(Failure) -> [Outcome] {
        try checkLook()
        let fetcher = try fetcher()
        defer { fetcher.shutdown() }
        let token = try await token(fetcher, using: &generator)
        var outcomes: [Outcome] = []
        for source in sources {
            let question = question(source, token: token?.text, using: &generator)
            let request: CurlRequest
            do throws(RequestFault) {
                request = try source.request(question)
            } catch {
                throw Failure(description: "no request can be made: \(error)")
            }
            let outcome = await fetcher.fetch(request)
            outcomes.append(shown(source, source.read(outcome, now: clock.now())))
        }
        return outcomes
    }

    private func shown(_ source: PullSource, _ page: PullSource.Page) -> Outcome {
        switch page {
        case .empty: outcome(source, [], nil, isStored: false)
        case .failed(let why), .tokenRefused(let why): outcome(source, [], why, isStored: false)
        case .some(let reading, _):
            outcome(source, reading.events, nil, faults: reading.faults, isStored: false)
        }
    }

    /// Pulls page after page as the daemon does: stored, then acknowledged.
    package func store(
        using generator: inout some RandomNumberGenerator
    ) async throws(Failure) -> [Outcome] {
        let fetcher = try fetcher()
        defer { fetcher.shutdown() }
        let board = TokenBoard()
        if let token = try await token(fetcher, using: &generator) {
            let held = TokenDesk.Held(token: token, generation: 1, until: .distantFuture)
            board.hold(held, for: gateway.settings.name)
        }
        let taker = CallbackTaker(
            gateways: [gateway],
            store: installation.store,
            clock: clock,
            mailbox: EngineMailbox(),
            log: Logger(label: "pull"),
            limit: installation.settings.complaints,
            policy: installation.replies
        )
        var outcomes: [Outcome] = []
        for source in sources {
            let events = Gathered()
            let puller = ReceiptPuller(
                source,
                fetcher: fetcher,
                lane: 0,
                clock: clock,
                tokens: board,
                log: Logger(label: "pull") { _ in SwiftLogNoOpLogHandler() }
            ) { page, gateway, now in
                try await taker.keepPulled(page, from: gateway, at: now)
                events.add(page)
            }
            let round = await puller.round()
            outcomes.append(
                outcome(source, events.all, round.failure, faults: round.faults, isStored: true)
            )
        }
        return outcomes
    }

    private final class Gathered: Sendable {
        private let events = Mutex<[InboundEvent]>([])

        var all: [InboundEvent] { events.withLock { $0 } }

        func add(_ more: [InboundEvent]) {
            events.withLock { $0 += more }
        }
    }

    private func fetcher() throws(Failure) -> PullFetcher {
        let clock = clock
        do throws(CurlError) {
            return try PullFetcher(lanes: 1) { clock.now().milliseconds }
        } catch {
            throw Failure(description: error.description)
        }
    }

    /// One of its own: the daemon's is not to be seen from here.
    private func token(
        _ fetcher: PullFetcher,
        using generator: inout some RandomNumberGenerator
    ) async throws(Failure) -> AccessToken? {
        guard sources.contains(where: \.needsToken), let source = gateway.http?.tokenSource else {
            return nil
        }
        let fetch = TokenSource.Fetch(
            id: 0,
            lane: 0,
            now: clock.now(),
            nonce: RequestNonce.text(using: &generator)
        )
        let outcome = await fetcher.fetch(source.request(fetch))
        switch source.read(outcome, now: clock.now()) {
        case .fetched(let token, _): return token
        case .notSent(let reason), .failed(let reason), .refused(let reason):
            throw Failure(description: "no token came: \(reason)")
        }
    }

    // MARK: Telling

    private func outcome(
        _ source: PullSource,
        _ events: [InboundEvent],
        _ failure: String?,
        faults: [String] = [],
        isStored: Bool
    ) -> Outcome {
        let receipts = events.count { if case .receipt = $0 { true } else { false } }
        let counts = "\(receipts) receipts, \(events.count - receipts) replies"
        var summary = "\(gateway.settings.name)/\(source.form.name): \(counts)"
        summary += isStored ? ", stored" : ", nothing stored"
        if let failure { summary += "; failed: \(failure)" }
        var lines = [summary] + events.prefix(PullTrial.shownMax).map { "  " + line($0) }
        if events.count > PullTrial.shownMax {
            lines.append("  and \(events.count - PullTrial.shownMax) more")
        }
        lines += faults.map { "  not read: \($0)" }
        return Outcome(
            text: lines.joined(separator: "\n"),
            summary: summary,
            isFailed: failure != nil
        )
    }

    private static let shownMax = 50

    private func line(_ event: InboundEvent) -> String {
        switch event {
        case .receipt(let receipt):
            let ids = [
                receipt.contactWireID.map { "ours \($0)" },
                receipt.vendorID.map { "theirs \($0)" },
                receipt.address.map { "to \(PullTrial.masked($0))" },
            ]
            let named = ids.compactMap(\.self).joined(separator: ", ")
            return "\(receipt.at) \(receipt.fate == .delivered ? "delivered" : "undelivered"),"
                + " \(named): \(receipt.detail)"
        case .reply(let reply):
            let from = PullTrial.masked(reply.address)
            return "\(reply.at) reply by \(reply.channel.name) from \(from): \(reply.text)"
        }
    }

    private static func masked(_ address: String) -> String {
        if address.contains("@") { return Mask.email(address) }
        let isPhone = address.utf8.allSatisfy { (48...57).contains($0) || $0 == UInt8(ascii: "+") }
        return isPhone ? Mask.phone(address) : "a device"
    }
}
