internal import Curl
internal import Logging
internal import NudgeCore
internal import NudgeGateways

/// Keeps the access tokens of the gateways that need one: fetched by one flight at a time, ahead of
/// their end, and once for a refusal.
///
/// The engine's thread calls it between two turns. Tokens live in memory alone: after a start they
/// are fetched anew. A gateway whose token is not there gives its lane no room, so that nothing is
/// composed that could not leave.
final class TokenDesk {
    let lane: Int32
    private var desks: [Int: Desk] = [:]
    /// The gateways that need a token, in order.
    let gateways: [Int]
    private let sender: CurlClient
    private let board: TokenBoard
    private let log: Logger
    private var generator: SystemRandomNumberGenerator

    private struct Desk {
        let source: TokenSource
        var state: TokenState
        var token: AccessToken?
        /// Whether its gateway sends at all, so that a token is of use.
        var isWanted = true
    }

    /// The vendor gives no token, since the key or the account is wrong.
    struct Refusal {
        var gateway: Int
        /// In one line, without secrets.
        var reason: String
    }

    /// A token as a request carries it.
    struct Held {
        var token: AccessToken
        /// Named when the request is refused for it.
        var generation: Int
        /// The request must not leave later.
        var until: Instant
    }

    /// A desk for those gateways that need a token.
    ///
    /// `sources`: By the index of the gateway; `nil` where it needs no token.
    /// `lane`: Its own at libcurl, with room for each source: a slow vendor delays no other.
    /// `board`: Told of every token and of every failure.
    init(
        _ sources: [TokenSource?],
        lane: Int32,
        sender: CurlClient,
        board: TokenBoard = TokenBoard(),
        log: Logger
    ) {
        self.lane = lane
        self.board = board
        self.sender = sender
        self.log = log
        generator = SystemRandomNumberGenerator()
        for (index, source) in sources.enumerated() {
            guard let source else { continue }
            let state = TokenState(ahead: source.form.ahead)
            desks[index] = Desk(source: source, state: state, token: nil)
        }
        gateways = desks.keys.sorted()
    }

    /// How many fetches are under way.
    var outstanding: Int { desks.values.count { $0.state.isFetching } }

    /// When a token is to be fetched next; `nil`: never, or an answer is awaited.
    var nextDue: Instant? {
        desks.values.filter(\.isWanted).compactMap(\.state.nextDue).min()
    }

    /// Whether a gateway's requests carry a token.
    func isNeeded(by gateway: Int) -> Bool { desks[gateway] != nil }

    /// Whether a gateway may send: it needs no token, or has one.
    func isReady(_ gateway: Int, at now: Instant) -> Bool {
        desks[gateway].map { $0.token != nil && $0.state.isHeld(at: now) } ?? true
    }

    /// What a gateway's request carries; `nil` when it needs none, or has none.
    func held(_ gateway: Int, at now: Instant) -> Held? {
        guard let desk = desks[gateway], let token = desk.token, desk.state.isHeld(at: now),
            let until = desk.state.until
        else { return nil }
        return Held(token: token, generation: desk.state.generation, until: until)
    }

    /// Begins what is due.
    ///
    /// `isWanted`: Whether a gateway, by its index, sends at all: a stopped one asks for nothing.
    func work(
        at now: Instant,
        isDraining: Bool,
        isWanted: (Int) -> Bool = { _ in true }
    ) {
        for index in gateways { desks[index]?.isWanted = !isDraining && isWanted(index) }
        for index in gateways where desks[index]?.isWanted ?? false {
            guard let desk = desks[index], desks[index]?.state.begin(at: now) ?? false else {
                continue
            }
            let fetch = TokenSource.Fetch(
                id: UInt64(index),
                lane: lane,
                now: now,
                nonce: RequestNonce.text(using: &generator)
            )
            if sender.submit([desk.source.request(fetch)]) != .taken {
                desks[index]?.state.recalled()
            }
        }
    }

    /// Understands how one fetch ended; gives what stops the gateway.
    @discardableResult
    func take(_ completion: CurlCompletion, at now: Instant) -> Refusal? {
        let index = Int(completion.id)
        guard let desk = desks[index], desk.state.isFetching else { return nil }
        switch desk.source.read(completion.outcome, now: now) {
        case .fetched(let token, let lifetime):
            desks[index]?.token = token
            desks[index]?.state.fetched(lifetime: lifetime, at: now)
            board.ended(desk.source.gateway)
            show(index, at: now)
            log.debug("a token was fetched", metadata: ["gateway": "\(desk.source.gateway)"])
        case .notSent(let reason):
            desks[index]?.state.failed(at: now, using: &generator)
            log.debug("a token was not asked for", metadata: ["reason": "\(reason)"])
        case .failed(let reason):
            desks[index]?.state.failed(at: now, using: &generator)
            let next = desks[index]?.state.nextDue ?? now
            board.failed(desk.source.gateway, reason, next: next, at: now)
            log.warning(
                "no token came: the gateway waits for it",
                metadata: ["gateway": "\(desk.source.gateway)", "reason": "\(reason)"]
            )
        case .refused(let reason):
            desks[index]?.state.failed(at: now, using: &generator)
            // The stop of the gateway tells it.
            board.ended(desk.source.gateway)
            log.error(
                "no token is given: the key or the account is wrong",
                metadata: ["gateway": "\(desk.source.gateway)", "reason": "\(reason)"]
            )
            return Refusal(gateway: index, reason: "no token: \(reason)")
        }
        return nil
    }

    /// A request was refused for its token.
    ///
    /// - Returns: Whether so many tokens were refused in a row that a person must look.
    func refused(_ gateway: Int, generation: Int, at now: Instant) -> Bool {
        guard let desk = desks[gateway] else { return false }
        let isHopeless =
            desks[gateway]?.state.refused(generation: generation, at: now) ?? false
        if desk.state.generation == generation { desks[gateway]?.token = nil }
        show(gateway, at: now)
        if isHopeless {
            log.error(
                "new tokens are refused too: the key or the account is wrong",
                metadata: ["gateway": "\(desk.source.gateway)"]
            )
        }
        return isHopeless
    }

    /// A person says that what was wrong is mended.
    func resume(_ gateway: Int) {
        desks[gateway]?.state.resume()
        desks[gateway]?.token = nil
        show(gateway, at: .distantPast)
    }

    /// Tokens that were refused elsewhere, with their gateways' indexes; each is told once.
    func refusedElsewhere() -> [(gateway: Int, generation: Int)] {
        let refusals = board.takeRefusals()
        guard !refusals.isEmpty else { return [] }
        return gateways.compactMap { index in
            guard let name = desks[index]?.source.gateway, let generation = refusals[name] else {
                return nil
            }
            return (index, generation)
        }
    }

    private func show(_ gateway: Int, at now: Instant) {
        guard let desk = desks[gateway] else { return }
        board.hold(held(gateway, at: now), for: desk.source.gateway)
    }

    /// A request was taken with this token.
    func taken(_ gateway: Int, generation: Int) {
        desks[gateway]?.state.taken(generation: generation)
    }
}
