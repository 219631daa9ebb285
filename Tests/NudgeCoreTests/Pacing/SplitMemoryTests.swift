import NudgeCore
import Testing

struct SplitMemoryTests {
    private let now = Instant(seconds: 1_795_161_600)

    /// Which of five recipients are alone.
    private func alone(_ memory: inout SplitMemory, at instant: Instant) -> [Int] {
        (1...5).filter { memory.isAlone(PointID(Int64($0)), now: instant) }
    }

    @Test func aSplitRecipientIsAloneUntilItsOwnRequestLeft() {
        var memory = SplitMemory()
        memory.add(PointID(1), now: now)
        let before = alone(&memory, at: now)
        #expect(before == [1])
        memory.left(PointID(1))
        let after = alone(&memory, at: now)
        #expect(after.isEmpty)
    }

    @Test func itIsForgottenAfterAnHour() {
        var memory = SplitMemory()
        memory.add(PointID(1), now: now)
        let before = alone(&memory, at: now + SplitMemory.length + Milliseconds(-1))
        let after = alone(&memory, at: now + SplitMemory.length)
        #expect(before == [1])
        #expect(after.isEmpty)
    }

    @Test func tooManyOfThemJoinNothingAtAllUntilSomeLeft() {
        var memory = SplitMemory(most: 3)
        for number in 1...3 { memory.add(PointID(Int64(number)), now: now) }
        let full = alone(&memory, at: now)
        #expect(full == [1, 2, 3, 4, 5])
        memory.left(PointID(2))
        let less = alone(&memory, at: now)
        #expect(less == [1, 3])
        // What is over makes room, though nothing is added.
        memory.add(PointID(4), now: now)
        let over = alone(&memory, at: now + SplitMemory.length)
        #expect(over.isEmpty)
        #expect(memory.count == 0)
    }
}
