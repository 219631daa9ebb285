/// What a sandbox can say in somebody else's words.
///
/// Not every vendor says everything: one accepts what it cannot deliver, another has one answer for
/// a whole batch.
package struct SandboxTongue: Sendable {
    /// What one message meets, as far as it can be said.
    package var adapted: @Sendable (SandboxReaction) -> SandboxReaction
    /// Whether the answer to a request of several can say this of one alone; what it cannot, is
    /// said of the whole request.
    package var isTold: @Sendable (SandboxReaction.Answer) -> Bool

    /// Our own words, which say everything.
    package static let own = SandboxTongue(adapted: { $0 }, isTold: { _ in true })

    package init(
        adapted: @escaping @Sendable (SandboxReaction) -> SandboxReaction,
        isTold: @escaping @Sendable (SandboxReaction.Answer) -> Bool
    ) {
        self.adapted = adapted
        self.isTold = isTold
    }
}
