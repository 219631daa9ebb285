/// Counts different texts in bounded memory: exactly up to `exactMax`, by estimate beyond.
///
/// The estimate is HyperLogLog (Flajolet, Fusy, Gandouet, Meunier 2007) with 16,384 registers: a
/// standard error of 0.8 percent in 16 KiB. Hashes are the same in every run.
struct DistinctCounter {
    /// Half a megabyte of hashes, and most lenders' files below it.
    static let exactMax = 65_536
    private static let registerBits = 14

    private var hashes: Set<UInt64> = []
    private var registers: [UInt8] = []

    var isExact: Bool { registers.isEmpty }

    mutating func add(_ text: String) {
        let hash = DistinctCounter.hash(text)
        if registers.isEmpty {
            hashes.insert(hash)
            guard hashes.count > DistinctCounter.exactMax else { return }
            registers = Array(repeating: 0, count: 1 << DistinctCounter.registerBits)
            // The greatest rank wins: the set's order does not matter.
            for hash in hashes { note(hash) }
            hashes = []
        } else {
            note(hash)
        }
    }

    var count: Int {
        guard !registers.isEmpty else { return hashes.count }
        let size = Double(registers.count)
        var sum = 0.0
        // No correction for small counts: it matters below 2.5 texts a register, and there are
        // four or more once counting is by estimate.
        for rank in registers { sum += 1 / Double(UInt64(1) << UInt64(rank)) }
        let weight = 0.7213 / (1 + 1.079 / size)
        return Int((weight * size * size / sum).rounded())
    }

    private mutating func note(_ hash: UInt64) {
        let register = Int(hash >> UInt64(64 - DistinctCounter.registerBits))
        let rest = hash << UInt64(DistinctCounter.registerBits) | 1
        registers[register] = max(registers[register], UInt8(rest.leadingZeroBitCount + 1))
    }

    /// FNV-1a, then the finaliser of SplitMix64, which spreads it over all bits.
    private static func hash(_ text: String) -> UInt64 {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in text.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
        hash = (hash ^ hash >> 30) &* 0xBF58_476D_1CE4_E5B9
        hash = (hash ^ hash >> 27) &* 0x94D0_49BB_1331_11EB
        return hash ^ hash >> 31
    }
}
