internal import Dispatch
package import Logging
package import NudgeCore
package import NudgeGateways
package import NudgeServer
package import NudgeStore
internal import Synchronization

/// Takes what gateways post back: verifies, understands, makes it durable, then answers.
package final class CallbackTaker: Sendable {
    private let gateways: [String: Gateway]
    private let doors: [String: [CallbackDoor]]
    private let store: any OperatorStore
    private let wire: WireID
    private let clock: any EngineClock
    private let mailbox: EngineMailbox
    private let log: Logger
    private let limit: Mutex<ComplaintLimit?>
    private let policy: Mutex<ReplyPolicy>
    private let memory = Mutex(ReplayMemory())
    private let certificates = Mutex([String: String]())
    private let fetch: Fetch
    private let observe: Observe
    /// The store blocks: it is not called on the threads that serve the network.
    private let queue = DispatchQueue(label: "callbacks")

    /// Fetches a vendor's certificate, or confirms a subscription; `nil` when it could not.
    package typealias Fetch = @Sendable (_ address: String) async -> [UInt8]?
    /// Hears how many receipts a gateway delivered.
    package typealias Observe = @Sendable (_ gateway: String, _ receipts: Int, Instant) -> Void

    /// A vendor has one or two certificates at a time.
    private static let certificatesMax = 16

    /// `doors`: The callbacks that gateways' files describe, by the gateway's name, in the order of
    /// the file; `nil`: those of the gateways.
    package init(
        gateways: [Gateway],
        doors: [String: [CallbackDoor]]? = nil,
        store: any OperatorStore,
        clock: any EngineClock,
        mailbox: EngineMailbox,
        log: Logger,
        limit: ComplaintLimit? = nil,
        policy: ReplyPolicy = ReplyPolicy(),
        fetch: @escaping Fetch = { _ in nil },
        observe: @escaping Observe = { _, _, _ in }
    ) {
        self.gateways = Dictionary(
            gateways.map { ($0.settings.name, $0) },
            uniquingKeysWith: { first, _ in first }
        )
        let described = gateways.compactMap { gateway in
            gateway.http.map { (gateway.settings.name, $0.callbackDoors) }
        }
        self.doors =
            doors ?? Dictionary(described, uniquingKeysWith: { first, _ in first })
        self.store = store
        wire = WireID(store: store.identity)
        self.clock = clock
        self.mailbox = mailbox
        self.log = log
        self.limit = Mutex(limit)
        self.policy = Mutex(policy)
        self.fetch = fetch
        self.observe = observe
    }

    /// What complaints are measured by from now on; a reload may have changed it.
    func use(_ limit: ComplaintLimit?) {
        self.limit.withLock { $0 = limit }
    }

    /// New words and lengths, in force from the next callback on.
    package func use(_ policy: ReplyPolicy) {
        self.policy.withLock { $0 = policy }
    }

    // MARK: - Which addresses there are

    package func isKnown(_ gateway: String) -> Bool {
        if let doors = doors[gateway], !doors.isEmpty { return true }
        return gateways[gateway].map { !$0.settings.callbackSecrets.isEmpty } ?? false
    }

    /// The methods that an address takes; none: there is no such address.
    package func methods(_ path: CallbackPath) -> [String] {
        guard let doors = doors[path.gateway], !doors.isEmpty else {
            return path.name == nil ? ["POST"] : []
        }
        guard let door = CallbackTaker.door(doors, path) else { return [] }
        return door.form.echo == nil ? ["POST"] : ["POST", "GET"]
    }

    private static func door(_ doors: [CallbackDoor], _ path: CallbackPath) -> CallbackDoor? {
        guard let name = path.name else { return doors.first }
        return doors.first { $0.form.name == name }
    }

    // MARK: - What came

    /// Answers only after what came is durable; 503 when it could not be made so, so that the
    /// gateway tries again.
    package func take(_ request: CallbackRequest) async -> CallbackAnswer {
        let now = clock.now()
        do throws(CallbackError) {
            if let doors = doors[request.gateway], let door = Self.door(doors, request.path) {
                return try await take(request, at: door, now: now)
            }
            guard let gateway = gateways[request.gateway] else {
                return .text(404, "no such gateway")
            }
            let headers = request.headers
            let callback = try gateway.callback(
                header: { headers[$0] },
                body: request.body,
                now: now
            )
            return await keep(
                callback.events,
                from: request.gateway,
                at: now,
                answer: CallbackAnswer(status: 200, body: Array("{}".utf8))
            )
        } catch {
            log.warning(
                "a callback was not taken",
                metadata: [
                    "gateway": "\(request.gateway)", "callback": "\(request.path.name ?? "")",
                    "from": "\(request.remote)", "reason": "\(error)",
                ]
            )
            return .text(error.status, error.description)
        }
    }

    private func take(
        _ request: CallbackRequest,
        at door: CallbackDoor,
        now: Instant
    ) async throws(CallbackError) -> CallbackAnswer {
        let input = CallbackInput(request)
        if request.method == "GET" {
            guard let echo = try door.echo(input, now: now) else { return .text(405, "POST") }
            return CallbackAnswer(status: 200, contentType: "text/plain", body: echo)
        }
        let known = try await certificates(for: input, at: door)
        let reading = try door.read(input, certificates: known, now: now)
        let answer = CallbackAnswer(door.form.answer)
        if let address = reading.confirmation {
            log.notice("a subscription is confirmed", metadata: ["gateway": "\(request.gateway)"])
            return await fetch(address) == nil ? .text(503, "not confirmed, try again") : answer
        }
        if !reading.faults.isEmpty {
            log.warning(
                "events of a callback could not be read",
                metadata: [
                    "gateway": "\(request.gateway)", "callback": "\(door.form.name)",
                    "faults": "\(reading.faults.joined(separator: "; "))",
                ]
            )
        }
        let mark = reading.once.map { "\(request.gateway)/\($0)" }
        if let mark, memory.withLock({ $0.contains(mark) }) { return answer }
        let kept = await keep(reading.events, from: request.gateway, at: now, answer: answer)
        // Only what is durable may be forgotten when it comes again.
        if let mark, kept.status == answer.status {
            memory.withLock { $0.insert(mark, at: now) }
        }
        return kept
    }

    /// The certificate that the callback names, fetched once.
    private func certificates(
        for input: CallbackInput,
        at door: CallbackDoor
    ) async throws(CallbackError) -> [String: String] {
        guard let address = try door.certificateAddress(input) else { return [:] }
        if let known = certificates.withLock({ $0[address] }) { return [address: known] }
        guard let bytes = await fetch(address) else { throw .noCertificate }
        let text = String(decoding: bytes, as: UTF8.self)
        certificates.withLock { certificates in
            if certificates.count >= Self.certificatesMax { certificates.removeAll() }
            certificates[address] = text
        }
        return [address: text]
    }

    // MARK: - Into the store

    private func keep(
        _ events: [InboundEvent],
        from gateway: String,
        at now: Instant,
        answer: CallbackAnswer
    ) async -> CallbackAnswer {
        guard !events.isEmpty else { return answer }
        return await withCheckedContinuation { continuation in
            queue.async { [self] in
                do throws(StoreError) {
                    try take(events, from: gateway, at: now)
                    continuation.resume(returning: answer)
                } catch {
                    log.error("a callback could not be stored", metadata: ["reason": "\(error)"])
                    continuation.resume(returning: .text(503, "not stored, try again"))
                }
            }
        }
    }

    /// Makes what was pulled durable, off the threads that serve the network.
    package func keepPulled(
        _ events: [InboundEvent],
        from gateway: String,
        at now: Instant
    ) async throws {
        guard !events.isEmpty else { return }
        try await withCheckedThrowingContinuation { continuation in
            queue.async { [self] in
                continuation.resume(with: Result { try take(events, from: gateway, at: now) })
            }
        }
    }

    /// Makes events durable, in one transaction; blocks.
    package func take(
        _ events: [InboundEvent],
        from gateway: String,
        at now: Instant
    ) throws(StoreError) {
        let understanding = ReplyUnderstanding(store: store, policy: policy.withLock { $0 })
        var inbound: [Inbound] = []
        var receipts = 0
        for event in events {
            switch event {
            case .receipt(let receipt):
                receipts += 1
                inbound.append(self.inbound(receipt, from: gateway))
            case .reply(let reply):
                if let known = try understanding.inbound(reply, from: gateway) {
                    inbound.append(known)
                } else {
                    log.warning("a reply from no address", metadata: ["gateway": "\(gateway)"])
                }
            }
        }
        let outcomes = try store.receive(inbound, at: now, limit: limit.withLock { $0 })
        if receipts > 0 { observe(gateway, receipts, now) }
        tell(outcomes)
    }

    private func tell(_ outcomes: [InboundOutcome]) {
        var isNew = false
        for outcome in outcomes {
            switch outcome {
            case .applied: isNew = true
            case .stopped(let stops):
                isNew = true
                for record in stops { warn(record) }
            case .unchanged, .orphan, .unknownAddress: break
            }
        }
        if isNew { mailbox.poke() }
    }

    private func warn(_ record: StopRecord) {
        log.warning(
            "stopped for complaints; 'nudge resume' lifts it",
            metadata: ["what": "\(record.stop.scope.words)", "why": "\(record.why)"]
        )
    }

    private func inbound(_ receipt: InboundReceipt, from gateway: String) -> Inbound {
        let kind = gateways[gateway]?.settings.channels.sorted { $0.rawValue < $1.rawValue }.first?
            .addressKind
        let address = receipt.address.flatMap { text in
            kind.flatMap { Address(inbound: text, kind: $0) }
        }
        return .receipt(
            gateway: gateway,
            contact: receipt.contactWireID.flatMap(wire.contact),
            vendorID: receipt.vendorID,
            receipt.fate,
            detail: receipt.detail,
            at: receipt.at,
            about: ReceiptFacts(
                // An address that cannot be read is still one: it may be another's.
                address: address
                    ?? receipt.address.map { Address(kind: kind ?? .phone, value: $0) },
                cause: receipt.cause,
                part: receipt.part
            )
        )
    }
}

extension CallbackInput {
    fileprivate init(_ request: CallbackRequest) {
        let fields = request.headers.fields.map { ($0.name.lowercased(), $0.value) }
        self.init(
            method: request.method,
            pathTail: request.path.tail,
            query: request.query,
            headers: Dictionary(fields, uniquingKeysWith: { first, _ in first }),
            body: request.body,
            remote: request.remote
        )
    }
}

extension CallbackAnswer {
    fileprivate init(_ form: CallbackAnswerForm) {
        self.init(
            status: form.status,
            contentType: form.contentType,
            body: Array(form.body.utf8)
        )
    }

    fileprivate static func text(_ status: Int, _ text: String) -> CallbackAnswer {
        CallbackAnswer(
            status: status,
            contentType: "text/plain; charset=utf-8",
            body: Array(text.utf8)
        )
    }
}
