/// The minutes of one local day, 0..<1440, as bits: intersection and "next" are exact and cheap.
package struct MinuteSet: Sendable {
    private var words: InlineArray<23, UInt64>

    /// No minute at all.
    package init() {
        words = InlineArray(repeating: 0)
    }

    /// The whole day.
    package static let all = MinuteSet(from: 0, to: 1440)

    /// The half-open range `from..<to`, 0 ≤ from ≤ to ≤ 1440.
    package init(from: Int, to: Int) {
        precondition(0 <= from && from <= to && to <= 1440, "minutes lie in 0...1440")
        words = InlineArray(repeating: 0)
        for word in 0..<23 {
            let low = max(from - word * 64, 0)
            let high = min(to - word * 64, 64)
            guard low < high else { continue }
            let upper = high == 64 ? UInt64.max : (1 << UInt64(high)) - 1
            words[word] = upper & ~((1 << UInt64(low)) - 1)
        }
    }

    package func contains(_ minute: Int) -> Bool {
        words[minute >> 6] & (1 << UInt64(minute & 63)) != 0
    }

    package var isEmpty: Bool {
        for index in 0..<23 where words[index] != 0 { return false }
        return true
    }

    package var count: Int {
        var total = 0
        for index in 0..<23 { total += words[index].nonzeroBitCount }
        return total
    }

    package mutating func formUnion(_ other: MinuteSet) {
        for index in 0..<23 { words[index] |= other.words[index] }
    }

    package mutating func formIntersection(_ other: MinuteSet) {
        for index in 0..<23 { words[index] &= other.words[index] }
    }

    package mutating func subtract(_ other: MinuteSet) {
        for index in 0..<23 { words[index] &= ~other.words[index] }
    }

    /// Whether the two have a minute in common.
    package func meets(_ other: borrowing MinuteSet) -> Bool {
        for index in 0..<23 where words[index] & other.words[index] != 0 { return true }
        return false
    }

    /// The minutes of the day that are not in it.
    package var complement: MinuteSet {
        var rest = MinuteSet.all
        rest.subtract(self)
        return rest
    }

    /// The first minute in the set at or after `minute`.
    package func first(from minute: Int) -> Int? {
        MinuteSet.first(from: minute) { words[$0] }
    }

    /// The same of words that lie elsewhere: a set of 184 bytes is not copied to look at two.
    @inline(__always)
    static func first(from minute: Int, _ word: (Int) -> UInt64) -> Int? {
        guard minute < 1440 else { return nil }
        var index = minute >> 6
        var left = word(index) & ~((1 << UInt64(minute & 63)) - 1)
        while left == 0 {
            index += 1
            guard index < wordCount else { return nil }
            left = word(index)
        }
        return index << 6 + left.trailingZeroBitCount
    }

    /// The first minute not in the set at or after `minute`; 1440 when the set runs to midnight.
    package func firstGap(from minute: Int) -> Int {
        MinuteSet.firstGap(from: minute) { words[$0] }
    }

    @inline(__always)
    static func firstGap(from minute: Int, _ word: (Int) -> UInt64) -> Int {
        guard minute < 1440 else { return 1440 }
        var index = minute >> 6
        var left = ~word(index) & ~((1 << UInt64(minute & 63)) - 1)
        while left == 0 {
            index += 1
            guard index < wordCount else { return 1440 }
            left = ~word(index)
        }
        return min(index << 6 + left.trailingZeroBitCount, 1440)
    }

    static let wordCount = 23

    func word(_ index: Int) -> UInt64 { words[index] }

    /// The minute with this rank, 0 being the set's first.
    ///
    /// - Precondition: `rank < count`.
    package func minute(ofRank rank: Int) -> Int {
        var left = rank
        for index in 0..<23 {
            var word = words[index]
            let ones = word.nonzeroBitCount
            if left >= ones {
                left -= ones
                continue
            }
            for _ in 0..<left { word &= word - 1 }
            return index << 6 + word.trailingZeroBitCount
        }
        preconditionFailure("rank is not below count")
    }
}
