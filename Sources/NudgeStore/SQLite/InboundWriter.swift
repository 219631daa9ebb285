import NudgeCore

/// Takes receipts and replies; what is known already changes nothing.
struct InboundWriter {
    let session: Session
    let vault: Vault
    let zones: ZoneLookup
    let now: Instant
    private let workspace: Workspace
    private let receipts: ReceiptWriter
    private let complaints: ComplaintWriter

    init(
        _ session: Session,
        _ complaints: ComplaintWriter,
        vault: Vault,
        zones: ZoneLookup,
        now: Instant
    ) {
        self.session = session
        self.complaints = complaints
        self.vault = vault
        self.zones = zones
        self.now = now
        workspace = Workspace(session, now: now)
        receipts = ReceiptWriter(session, workspace, now: now)
    }

    mutating func write(_ inbound: [Inbound]) throws -> [InboundOutcome] {
        let outcomes = try inbound.map { item in
            switch item {
            case .receipt(
                let gateway,
                let contact,
                let vendorID,
                let receipt,
                let detail,
                let at,
                let facts
            ):
                try receipts.write(
                    .init(
                        gateway: gateway,
                        contact: contact,
                        vendorID: vendorID,
                        receipt: receipt,
                        detail: detail,
                        at: at,
                        target: try target(facts.address),
                        cause: facts.cause,
                        part: facts.part
                    )
                )
            case .reply(
                let gateway,
                let channel,
                let address,
                let text,
                let meaning,
                let at,
                let facts
            ):
                try write(Reply(gateway, channel, address, text, meaning, at, facts))
            }
        }
        try workspace.flush()
        return outcomes
    }

    private func target(_ address: Address?) throws -> ReceiptWriter.Target {
        guard let address else { return .unsaid }
        let found = try session[.pointByHash].blob(vault.lookupHash(address))
            .first { PointID($0.int(at: 0)) }
        return found.map(ReceiptWriter.Target.point) ?? .stranger
    }

    private struct Reply {
        var gateway: String
        var channel: Channel
        var address: Address
        var text: String
        var meaning: ReplyEffect
        var at: Instant
        var about: ReplyFacts

        init(
            _ gateway: String,
            _ channel: Channel,
            _ address: Address,
            _ text: String,
            _ meaning: ReplyEffect,
            _ at: Instant,
            _ about: ReplyFacts
        ) {
            self.gateway = gateway
            self.channel = channel
            self.address = address
            self.text = text
            self.meaning = meaning
            self.at = at
            self.about = about
        }

        /// The same words from the same address at the same instant, or with the same id of the
        /// gateway's, are the same reply.
        func print(_ vault: Vault) -> [UInt8] {
            var writer = ByteWriter()
            writer.text(gateway)
            writer.text(address.value)
            if let id = about.id {
                writer.text(id)
            } else {
                writer.text(text)
                writer.signed(at.milliseconds)
            }
            return vault.fingerprint(writer.bytes)
        }
    }

    private func write(_ reply: Reply) throws -> InboundOutcome {
        let hash = vault.lookupHash(reply.address)
        let found = try session[.pointByHash].blob(hash).first { PointID($0.int(at: 0)) }
        let point = try found ?? stranger(reply, hash)
        let points = PointWriter(session, workspace)
        let owners = try point.map(points.owners) ?? []
        guard try keep(reply, point, owners) else { return .unchanged }
        let stops = try point.map { try take(reply, $0, owners) } ?? []
        if !stops.isEmpty { return .stopped(stops) }
        return owners.isEmpty ? .unknownAddress : .applied
    }

    /// An address that nobody has yet is remembered when it refuses: a later import finds it so.
    private func stranger(_ reply: Reply, _ hash: [UInt8]) throws -> PointID? {
        switch reply.meaning {
        case .refuse, .wrongPerson: break
        case .accept, .hold, .none: return nil
        }
        let id = (try session[.lastPointID].first { $0.int(at: 0) } ?? 0) + 1
        try session[.insertPoint]
            .int(id).int(Int64(reply.address.kind.rawValue)).blob(hash).int(0).int(0).run()
        return PointID(id)
    }

    /// Stores the words, sealed; false when they were stored before.
    private func keep(_ reply: Reply, _ point: PointID?, _ owners: [Int64]) throws -> Bool {
        let text = Array(reply.text.utf8)
        var sealed: [UInt8]?
        let owner = owners.first
        if let owner, try workspace.load(owner), let person = workspace[owner]?.person {
            sealed = try vault.seal(text, of: try vault.unwrap(person.wrappedKey))
        }
        return try session[.insertReply]
            .int(reply.at.milliseconds).text(reply.gateway).int(Int64(reply.channel.rawValue))
            .int(point?.value).int(sealed == nil ? nil : owner).text(reply.meaning.name)
            .blob(try sealed ?? vault.sealStranger(text)).blob(reply.print(vault)).run() > 0
    }

    /// Does what the words ask for; gives the stops that they led to.
    private func take(_ reply: Reply, _ point: PointID, _ owners: [Int64]) throws -> [StopRecord] {
        var stops: [StopRecord] = []
        let points = PointWriter(session, workspace)
        switch reply.meaning {
        case .refuse(let set):
            try points.update(point) { $0.refused.formUnion(set) }
        case .accept(let set):
            try points.update(point) { $0.refused.subtract(set) }
        case .wrongPerson:
            try points.update(point) { $0.health = .wrongPerson }
        case .hold(let reason, let until):
            let reference = "reply/\(reply.gateway)/\(point.value)/\(reply.at.milliseconds)"
            let hold = Hold(
                reason: reason,
                debt: nil,
                from: reply.at,
                until: until,
                reference: reference
            )
            for owner in owners { try workspace.change(owner) { $0.place(hold, now: now) } }
            if reason == .complaint { stops = try complain(reply, point, owners) }
        case .none:
            break
        }
        if let opens = reply.about.opens {
            for owner in owners { try open(opens, reply, owner) }
        }
        try learn(from: reply, owners)
        try ask(for: reply, point, owners)
        return stops
    }

    /// Opens the cases, and counts the complaint against what was sent there last.
    private func complain(
        _ reply: Reply,
        _ point: PointID,
        _ owners: [Int64]
    ) throws -> [StopRecord] {
        let histories = owners.compactMap { workspace[$0]?.facts.history }
        let origin = try complaints.origin(histories, point, reply.at)
        for owner in owners { try openComplaint(reply, owner, origin) }
        guard let origin else { return [] }
        return try complaints.write(origin, at: reply.at)
    }

    /// Who complains is heard by people.
    private func openComplaint(_ reply: Reply, _ owner: Int64, _ origin: ContactOrigin?) throws {
        let asked = ReplyCase(
            kind: .complaint,
            team: InboundWriter.complaintTeam,
            reason: "the customer complained by \(reply.channel.name)"
                + (origin.map { " about \($0.template)" } ?? "")
        )
        try open(asked, reply, owner, origin)
    }

    /// Complaints belong to no strategy: they reach whoever hears them.
    private static let complaintTeam = "complaints"

    /// Words are heard by people once a day for each kind of case.
    private func open(
        _ asked: ReplyCase,
        _ reply: Reply,
        _ owner: Int64,
        _ origin: ContactOrigin? = nil
    ) throws {
        guard try workspace.load(owner),
            let zone = workspace[owner].map({ zones.zone($0.facts.zone) })
        else { return }
        let occasion = Occasion(
            debt: DebtID(0),
            spell: 0,
            dueDate: zone.localDate(reply.at),
            stepDay: 0,
            purpose: .assistance
        )
        let opening = CaseOpening(
            handOff: PastHandOff(kind: asked.kind, occasion: occasion, at: reply.at),
            team: asked.team,
            tier: origin?.tier ?? "",
            step: origin?.step ?? "",
            reason: asked.reason
        )
        try CaseWriter(session: session).open(opening, for: owner)
    }

    /// Notes the words to be answered; who of several wrote from an address, nobody knows.
    private func ask(for reply: Reply, _ point: PointID, _ owners: [Int64]) throws {
        guard let meaning = reply.about.answers, owners.count == 1 else { return }
        try workspace.change(owners[0]) { facts in
            if let known = facts.lastReply, known.at > reply.at { return .unchanged }
            facts.lastReply = LastReply(
                meaning: meaning,
                channel: reply.channel,
                point: point,
                at: reply.at
            )
            return .changed(wakes: true)
        }
    }

    /// A person's own words say when he is there; a machine's, or a stranger's, do not.
    private func learn(from reply: Reply, _ owners: [Int64]) throws {
        guard reply.meaning != .wrongPerson, !reply.about.isAutomatic,
            ReplyWords.meaning(of: reply.text) != .autoReply
        else { return }
        for owner in owners {
            try workspace.change(owner) { $0.learn(at: reply.at, zone: zones.zone($0.zone)) }
        }
    }
}

extension ReplyEffect {
    /// The name in the store and in reports.
    package var name: String {
        switch self {
        case .refuse: "refuse"
        case .accept: "accept"
        case .wrongPerson: "wrong-person"
        case .hold(let reason, _): "hold-\(reason.name)"
        case .none: "none"
        }
    }
}
