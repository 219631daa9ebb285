import Testing

/// Runs each test of a suite twice: with connections looked at in turn, and told of by events.
struct BothWays: SuiteTrait, TestTrait, TestScoping {
    /// Whether clients that are made now go by events.
    @TaskLocal static var byEvents = false

    var isRecursive: Bool { true }

    func scopeProvider(for test: Test, testCase: Test.Case?) -> Self? {
        testCase == nil ? nil : self
    }

    @concurrent
    func provideScope(
        for test: Test,
        testCase: Test.Case?,
        performing function: @concurrent @Sendable () async throws -> Void
    ) async throws {
        for byEvents in [false, true] {
            try await BothWays.$byEvents.withValue(byEvents) { try await function() }
        }
    }
}

extension Trait where Self == BothWays {
    static var bothWays: Self { Self() }
}
