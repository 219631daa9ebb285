/// What is kept of a lane over a restart.
package struct LaneMemory: Hashable, Sendable {
    /// The gateway's name.
    package var gateway: String
    package var at: Instant
    /// Written by a drain, after which nothing left: the bucket has what it says.
    ///
    /// After a crash nobody knows, and it is taken as empty.
    package var isClean: Bool
    /// Of the token bucket, in millionths.
    package var level: Int64
    package var phase: LaneState.Phase
    package var failures: Int
    /// In percent: `GatewayShare`.
    package var share: Int

    package init(
        gateway: String,
        at: Instant,
        isClean: Bool,
        level: Int64,
        phase: LaneState.Phase,
        failures: Int,
        share: Int
    ) {
        self.gateway = gateway
        self.at = at
        self.isClean = isClean
        self.level = level
        self.phase = phase
        self.failures = failures
        self.share = share
    }
}
