internal import NudgeCore
internal import NudgeServer
internal import NudgeStore

/// The far end of one gateway: the sandbox that takes its messages, and what that posts back.
struct DemoFarEnd: Sendable {
    let gateway: String
    let sandbox: Sandbox
    /// What tells the daemon of an event at this instant; `nil`: nobody tells it.
    let post: @Sendable (SandboxEvent, Instant) -> CallbackPost?
}

/// Something that a person does while the month is played.
struct DemoAction: Sendable {
    let at: Instant
    let perform: @Sendable (any OperatorStore, Instant) throws -> Void
}

extension [DemoFarEnd] {
    /// When the first of all is due.
    var nextEventAt: Instant? { compactMap(\.sandbox.nextEventAt).min() }

    /// Everything that arrived anywhere, in the order in which it came.
    var records: [SandboxRecord] {
        flatMap { $0.sandbox.records() }.sorted { $0.arrival < $1.arrival }
    }
}
