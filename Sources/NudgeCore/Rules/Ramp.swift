/// How much of the portfolio is reached while a lender goes live: a share of its customers, by tier.
///
/// A customer's place is a hash of the bank's own number, from 0 to 9,999; he is in when it lies
/// below the share. So whoever is in at 5 % is in at 25 %, in a fresh store as well.
package struct Ramp: Hashable, Sendable {
    /// Of the tiers that are not named; 0...100.
    package var percent: Int
    /// Tiers with a share of their own, each at most once.
    package var tiers: [Share]

    /// One tier's share.
    package struct Share: Hashable, Sendable {
        package var tier: String
        /// 0...100.
        package var percent: Int

        package init(tier: String, percent: Int) {
            self.tier = tier
            self.percent = percent
        }
    }

    package init(percent: Int, tiers: [Share] = []) {
        precondition((0...100).contains(percent))
        precondition(tiers.allSatisfy { (0...100).contains($0.percent) })
        self.percent = percent
        self.tiers = tiers
    }

    /// Nobody is kept out.
    package static let everybody = Ramp(percent: 100)

    /// The share of a tier, in percent.
    package func percent(of tier: String) -> Int {
        tiers.first { $0.tier == tier }?.percent ?? percent
    }

    /// Whether a customer with this number is among so many percent.
    package static func includes(_ reference: String, percent: Int) -> Bool {
        percent >= 100 || place(of: reference) < percent * 100
    }

    /// The customer's place, 0..<10,000: the same in every run and every store.
    ///
    /// Sources: FNV-1a (Fowler, Noll, Vo, IETF draft-eastlake-fnv), finished as in SplitMix64
    /// (Steele, Lea, Flood, OOPSLA 2014), since numbers given out in a row differ in few bits.
    static func place(of reference: String) -> Int {
        var value: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in reference.utf8 {
            value = (value ^ UInt64(byte)) &* 0x0000_0100_0000_01B3
        }
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return Int((value ^ (value >> 31)) % 10_000)
    }
}
