/// A compiled time-zone file of version 2, built by hand.
///
/// Source: RFC 9636.
struct TZifFixture {
    var footer = "UTC0"
    var transitions: [Int64] = []
    /// The type of each transition.
    var indices: [UInt8] = []
    var offsets: [Int32] = [0]

    var bytes: [UInt8] {
        // The first block is for readers of version 1: one type, no transitions.
        header(transitions: 0, types: 1) + [0, 0, 0, 0, 0, 0, 0]
            + header(transitions: transitions.count, types: offsets.count) + body
            + [10] + Array(footer.utf8) + [10]
    }

    private func header(transitions: Int, types: Int) -> [UInt8] {
        Array("TZif2".utf8) + [UInt8](repeating: 0, count: 15)
            + [0, 0, 0, transitions, types, 1].flatMap { big($0, bytes: 4) }
    }

    private var body: [UInt8] {
        transitions.flatMap { big(Int($0), bytes: 8) } + indices
            + offsets.flatMap { big(Int($0), bytes: 4) + [0, 0] } + [0]
    }

    private func big(_ value: Int, bytes: Int) -> [UInt8] {
        (0..<bytes).map { UInt8(truncatingIfNeeded: value >> ((bytes - 1 - $0) * 8)) }
    }
}
