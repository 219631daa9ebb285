/// Chance that can be repeated: the same seed gives the same numbers on every machine.
///
/// Every property test prints its seed when it fails. Source of the algorithm: SplitMix64
/// (Steele, Lea, Flood, OOPSLA 2014).
package struct SeededGenerator: RandomNumberGenerator, Sendable {
    private var state: UInt64

    package init(seed: UInt64) {
        state = seed &* 0x9E37_79B9_7F4A_7C15 &+ 0x1234_5678_9ABC_DEF1
    }

    package mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return value ^ (value >> 31)
    }

    /// A whole number of the range, both ends included.
    package mutating func int(_ range: ClosedRange<Int>) -> Int {
        Int.random(in: range, using: &self)
    }

    /// True with the chance of `one` in `of`.
    package mutating func chance(_ one: Int, in of: Int) -> Bool {
        int(1...of) <= one
    }

    /// One of the elements.
    ///
    /// - Precondition: there is one.
    package mutating func pick<Element>(_ elements: [Element]) -> Element {
        precondition(!elements.isEmpty, "there must be something to pick from")
        return elements[int(0...elements.count - 1)]
    }
}
