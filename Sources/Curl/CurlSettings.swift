/// How a client works; fixed for its life, but for the lanes.
package struct CurlSettings: Sendable {
    package var lanes: [CurlLane]
    /// Bounds an answer's body, so that a broken gateway cannot fill the memory; a gateway's answer
    /// to one message is some hundred bytes.
    package var answerBytesMax: Int
    /// Bounds what was submitted and is not completed yet: back-pressure, not loss.
    package var outstandingMax: Int
    /// The headers of an answer that are handed back, in small letters.
    package var keptHeaders: [String]
    /// A kept connection idle for longer is not used again.
    ///
    /// Shorter than the usual 60 s of servers and load balancers, so that a request is seldom
    /// written to a connection that is being closed.
    package var idleSecondsMax: Int
    /// With room for so many requests under way the kernel tells by events which connections have
    /// something; for fewer, looking at each in turn is cheaper.
    ///
    /// Decided by the lanes that a client begins with.
    package var eventsMin: Int

    package init(
        lanes: [CurlLane],
        answerBytesMax: Int = 65_536,
        outstandingMax: Int = 65_536,
        keptHeaders: [String] = ["content-type", "retry-after"],
        idleSecondsMax: Int = 50,
        eventsMin: Int = 256
    ) {
        self.lanes = lanes
        self.answerBytesMax = answerBytesMax
        self.outstandingMax = outstandingMax
        self.keptHeaders = keptHeaders
        self.idleSecondsMax = idleSecondsMax
        self.eventsMin = eventsMin
    }
}

/// One queue of the client and how many of its requests may be under way at a time.
///
/// Lanes share nothing: a slow one never delays another.
package struct CurlLane: Hashable, Sendable {
    package var id: Int32
    /// At least 1; also bounds the lane's connections.
    package var inFlightMax: Int
    /// Carries mails, and has a thread of its own for it.
    package var isMail: Bool

    package init(id: Int32, inFlightMax: Int, isMail: Bool = false) {
        self.id = id
        self.inFlightMax = inFlightMax
        self.isMail = isMail
    }
}

/// Whether a batch was taken.
package enum CurlSubmission: Hashable, Sendable {
    /// All of it: each request will be completed once.
    case taken
    /// None of it: more than `outstandingMax` would be outstanding; try again after completions.
    case full
    /// None of it: the client is shutting down or shut down.
    case closed
}
