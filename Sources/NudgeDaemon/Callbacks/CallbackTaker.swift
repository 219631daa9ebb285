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
    private let store: any OperatorStore
    private let wire: WireID
    private let clock: any EngineClock
    private let mailbox: EngineMailbox
    private let log: Logger
    private let limit: Mutex<ComplaintLimit?>
    /// The store blocks: it is not called on the threads that serve the network.
    private let queue = DispatchQueue(label: "callbacks")

    package init(
        gateways: [Gateway],
        store: any OperatorStore,
        clock: any EngineClock,
        mailbox: EngineMailbox,
        log: Logger,
        limit: ComplaintLimit? = nil
    ) {
        self.gateways = Dictionary(
            gateways.map { ($0.settings.name, $0) },
            uniquingKeysWith: { first, _ in first }
        )
        self.store = store
        wire = WireID(store: store.identity)
        self.clock = clock
        self.mailbox = mailbox
        self.log = log
        self.limit = Mutex(limit)
    }

    /// What complaints are measured by from now on; a reload may have changed it.
    func use(_ limit: ComplaintLimit?) {
        self.limit.withLock { $0 = limit }
    }

    package func isKnown(_ gateway: String) -> Bool {
        gateways[gateway].map { !$0.settings.callbackSecrets.isEmpty } ?? false
    }

    /// Answers only after what came is durable; 503 when it could not be made so, so that the
    /// gateway tries again.
    package func take(_ request: CallbackRequest) async -> CallbackAnswer {
        guard let gateway = gateways[request.gateway] else {
            return .text(404, "no such gateway")
        }
        let now = clock.now()
        let events: [InboundEvent]
        do throws(CallbackError) {
            let headers = request.headers
            events = try gateway.callback(
                header: { headers[$0] },
                body: request.body,
                now: now
            ).events
        } catch {
            log.warning(
                "a callback was not taken",
                metadata: [
                    "gateway": "\(request.gateway)", "from": "\(request.remote)",
                    "reason": "\(error)",
                ]
            )
            return .text(error.status, error.description)
        }
        return await store(events, from: request.gateway, at: now)
    }

    private func store(
        _ events: [InboundEvent],
        from gateway: String,
        at now: Instant
    ) async -> CallbackAnswer {
        guard !events.isEmpty else { return CallbackTaker.taken }
        return await withCheckedContinuation { continuation in
            queue.async { [self] in
                do throws(StoreError) {
                    let inbound = try events.map { (event) throws(StoreError) in
                        try understand(event, from: gateway)
                    }
                    let outcomes = try store.receive(
                        inbound,
                        at: now,
                        limit: limit.withLock { $0 }
                    )
                    tell(outcomes)
                    continuation.resume(returning: CallbackTaker.taken)
                } catch {
                    log.error("a callback could not be stored", metadata: ["reason": "\(error)"])
                    continuation.resume(returning: .text(503, "not stored, try again"))
                }
            }
        }
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

    private static let taken = CallbackAnswer(status: 200, body: Array("{}".utf8))

    private func understand(
        _ event: InboundEvent,
        from gateway: String
    ) throws(StoreError) -> Inbound {
        switch event {
        case .receipt(let receipt):
            return .receipt(
                gateway: gateway,
                contact: receipt.contactWireID.flatMap(wire.contact),
                vendorID: receipt.vendorID,
                receipt.fate,
                detail: receipt.detail,
                at: receipt.at
            )
        case .reply(let reply):
            let address = Address(kind: reply.addressKind, value: reply.address)
            return .reply(
                gateway: gateway,
                channel: reply.channel,
                from: address,
                text: reply.text,
                meaning: try effect(of: reply, from: address),
                at: reply.at
            )
        }
    }

    /// What the customer's words do.
    private func effect(
        of reply: InboundReply,
        from address: Address
    ) throws(StoreError) -> ReplyEffect {
        switch ReplyWords.meaning(of: reply.text) {
        case .optOut: return .refuse(try classes(reply.channel, address))
        case .optIn: return .accept(try classes(reply.channel, address))
        case .wrongPerson: return .wrongPerson
        // Seven days by house policy: long enough for the complaint to be heard.
        case .complaint: return .hold(.complaint, until: reply.at + .days(7))
        case .help, .hardship, .saysPaid, .autoReply, .other: return .none
        }
    }

    /// The class of what was last sent there, and marketing with it; all classes when nothing was.
    private func classes(
        _ channel: Channel,
        _ address: Address
    ) throws(StoreError) -> ClassChannelSet {
        var result = ClassChannelSet(.marketing, channel)
        if let last = try store.lastClass(address: address, channel: channel) {
            result.insert(ClassChannelSet(last, channel))
        } else {
            for messageClass in MessageClass.allCases {
                result.insert(ClassChannelSet(messageClass, channel))
            }
        }
        return result
    }
}

extension CallbackAnswer {
    fileprivate static func text(_ status: Int, _ text: String) -> CallbackAnswer {
        CallbackAnswer(
            status: status,
            contentType: "text/plain; charset=utf-8",
            body: Array(text.utf8)
        )
    }
}
