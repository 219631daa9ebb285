/// A number for what a message says, small enough to be kept with every contact.
package enum ContentPrint {
    /// The print of a template's path below `Templates/`, without its endings; never 0.
    ///
    /// Source: FNV-1a, 32 bits (Fowler, Noll, Vo), <http://www.isthe.com/chongo/tech/comp/fnv/>.
    package static func of(template path: String) -> UInt32 {
        var hash: UInt32 = 0x811C_9DC5
        for byte in path.utf8 {
            hash ^= UInt32(byte)
            hash = hash &* 0x0100_0193
        }
        return max(hash, 1)
    }
}
