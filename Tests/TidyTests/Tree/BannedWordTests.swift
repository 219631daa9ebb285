import Testing

struct BannedWordTests {
    /// Where a task outlives the scope that made it, and why it must.
    static let unstructuredTasks: [String: String] = [:]

    @Test func theCoreHasNoClockNoChanceAndNoEffects() {
        expectUnused(BannedWord.core, in: Repository.sources(under: "Sources/NudgeCore"))
    }

    @Test func packageIsOurPublic() {
        expectUnused(BannedWord.sources, in: Repository.sources(under: "Sources", "Benchmarks"))
    }

    @Test func nothingIsForcedOrAssertedWithoutAWord() {
        expectUnused(BannedWord.everywhere, in: Repository.sources)
    }

    @Test func noTestSleeps() {
        expectUnused(BannedWord.tests, in: Repository.sources(under: "Tests"))
    }

    @Test func aTaskHasAScope() {
        let sources = Repository.sources(under: "Sources", "Benchmarks")
            .filter { Self.unstructuredTasks[$0.path] == nil }
        expectUnused([BannedWord.unstructuredTask], in: sources)
    }

    @Test func theAllowListHasNoStaleEntry() {
        let used = Repository.sources
            .filter { !BannedWord.unstructuredTask.findings(in: $0).isEmpty }
            .map(\.path)
        let stale = Self.unstructuredTasks.keys.filter { !used.contains($0) }.sorted()
        #expect(stale.isEmpty)
    }

    private func expectUnused(_ words: [BannedWord], in sources: [SwiftSource]) {
        #expect(!sources.isEmpty)
        let findings = sources.flatMap { source in words.flatMap { $0.findings(in: source) } }
        expectNone(findings)
    }
}

extension BannedWordTests {
    @Test(arguments: [
        "import Foundation", "package import Glibc", "@preconcurrency import A", "let a = Date()",
        "Foundation.exp(1)", "clock_gettime(a, b)", "ContinuousClock().now", "Bool.random()",
        "var g = SystemRandomNumberGenerator()", "Int.random(in: 0..<9)", "a.randomElement()",
        "a.shuffled()", "final class A: @unchecked Sendable {}", "nonisolated(unsafe) var a = 1",
        "print(a)",
    ])
    func whatTheCoreMayNotDoIsFound(_ line: String) {
        #expect(found(line, BannedWord.core) > 0)
    }

    @Test(arguments: [
        "let importance = 1", "let date = CivilDate(1)", "// Date()", "\"Date()\"",
        "Int.random(in: 0..<9, using: &g)", "blueprint(a)", "important.import(a)",
    ])
    func whatTheCoreMayDoIsNotFound(_ line: String) {
        #expect(found(line, BannedWord.core) == 0)
    }

    @Test(arguments: ["if open { a() }", "var open = 1", "case opened", "package struct A {}"])
    func aWordLikeOpenIsNotFound(_ line: String) {
        #expect(found(line, BannedWord.sources) == 0)
    }

    @Test(arguments: ["public struct A {}", "open class A {}", "public(set) var a = 1"])
    func publicIsFound(_ line: String) {
        #expect(found(line, BannedWord.sources) == 1)
    }

    @Test(arguments: [
        "a = try! b()", "a as! B", "final class A: @unchecked Sendable {}",
        "\n// Far above.\n\nnonisolated(unsafe) let a = b",
    ])
    func forcingIsFound(_ text: String) {
        #expect(found(text, BannedWord.everywhere) == 1)
    }

    @Test(arguments: [
        "a = try? b() as? C", "// Guarded by its lock.\nfinal class A: @unchecked Sendable {}",
        "nonisolated(unsafe) let a = b  // Written once, before the thread starts.",
    ])
    func whatIsExplainedIsNotFound(_ text: String) {
        #expect(found(text, BannedWord.everywhere) == 0)
    }

    @Test(arguments: [
        "try await Task.sleep(for: .seconds(1))", "  usleep(9)", "Thread.sleep(1)", "_ = sleep(1)",
        "unsafe nanosleep(a, b)",
    ])
    func sleepIsFound(_ line: String) {
        #expect(found(line, BannedWord.tests) == 1)
    }

    @Test(arguments: ["func sleep(until: Instant)", "clock.sleep(1)", "let asleep = f(1)"])
    func aClockOfOurOwnIsNotFound(_ line: String) {
        #expect(found(line, BannedWord.tests) == 0)
    }

    @Test(arguments: [
        "Task { await a() }", "Task(priority: .low) { a() }", "Task.detached { a() }",
        "let a = Task<Void, Never> { b() }",
    ])
    func anUnstructuredTaskIsFound(_ line: String) {
        #expect(found(line, [BannedWord.unstructuredTask]) == 1)
    }

    @Test(arguments: [
        "group.addTask { a() }", "Task.isCancelled", "struct PlanTask {",
        "let a: Task<Void, Never>?",
    ])
    func otherTasksAreNotFound(_ line: String) {
        #expect(found(line, [BannedWord.unstructuredTask]) == 0)
    }

    private func found(_ text: String, _ words: [BannedWord]) -> Int {
        let source = SwiftSource(path: "A.swift", text: text)
        return words.flatMap { $0.findings(in: source) }.count
    }
}
