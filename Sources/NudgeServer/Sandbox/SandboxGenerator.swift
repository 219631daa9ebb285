/// Chance that follows from an id alone.
///
/// SplitMix64 (Steele, Lea, Flood: "Fast splittable pseudorandom number generators", 2014), seeded by
/// the 64-bit FNV-1a hash of the id.
package struct SandboxGenerator: RandomNumberGenerator {
    private var state: UInt64

    /// - Parameters:
    ///   - id: the message's id.
    ///   - attempt: 1 for the first; another attempt meets another fate.
    package init(id: String, attempt: Int) {
        state = SandboxGenerator.hash(id) &+ UInt64(attempt)
    }

    package mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// 64-bit FNV-1a.
    static func hash(_ text: String) -> UInt64 {
        text.utf8.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
    }
}
