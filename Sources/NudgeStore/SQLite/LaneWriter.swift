import NudgeCore

/// Writes what lanes want kept.
struct LaneWriter {
    let session: Session
    let now: Instant

    init(_ session: Session, now: Instant) {
        self.session = session
        self.now = now
    }

    /// False, with nothing written, when the contact has moved on or its customer's facts have.
    func reroute(_ reroute: Reroute) throws -> Bool {
        try session[.rerouteContact]
            .text(reroute.gateway).int(reroute.contact.value).int(reroute.revision).run() == 1
    }

    func write(_ turn: Turn) throws {
        for stop in turn.stops { try session.place(stop) }
        for lane in turn.lanes { try save(lane) }
        if !turn.doubts.isEmpty { try DoubtWriter(session, now: now).write(turn.doubts) }
    }

    func save(_ lane: LaneMemory) throws {
        let (phase, until) = lane.phase.stored
        try session[.saveLaneMemory]
            .text(lane.gateway).int(lane.at.milliseconds).int(lane.isClean ? 1 : 0)
            .int(lane.level).int(phase).int(until).int(Int64(lane.failures))
            .int(Int64(lane.share)).run()
    }
}

extension LaneState.Phase {
    /// Kind, and an instant or the reason of a stop.
    var stored: (kind: Int64, value: Int64) {
        switch self {
        case .running: (0, 0)
        case .backingOff(let until): (1, until.milliseconds)
        case .paused(let until): (2, until.milliseconds)
        case .stopped(let reason): (3, Int64(reason.rawValue))
        }
    }

    /// What cannot be read is a lane that a person must look at.
    init(stored kind: Int64, _ value: Int64) {
        switch kind {
        case 0: self = .running
        case 1: self = .backingOff(until: Instant(milliseconds: value))
        case 2: self = .paused(until: Instant(milliseconds: value))
        default:
            let reason = UInt8(exactly: value).flatMap(LaneState.StopReason.init(rawValue:))
            self = .stopped(reason ?? .byOperator)
        }
    }
}
