package import NudgeCore
package import NudgeStore

/// Numbers for contacts, reserved in the store in blocks, so that no two runs use one.
package struct ContactIDs: Sendable {
    private let reserve: @Sendable () throws(StoreError) -> ContactID
    private var next: Int64
    private var end: Int64

    /// Enough that reserving costs nothing, few enough that nobody minds those left unused.
    package static let blockSize = 10_000

    /// Reserves the first block.
    package init(_ store: any OperatorStore) throws(StoreError) {
        reserve = { @Sendable () throws(StoreError) in
            try store.reserveContactIDs(ContactIDs.blockSize)
        }
        next = try reserve().value
        end = next + Int64(ContactIDs.blockSize)
    }

    /// The next number; throws when a block is used up and the store gives no other.
    package mutating func take() throws(StoreError) -> ContactID {
        if next == end {
            next = try reserve().value
            end = next + Int64(ContactIDs.blockSize)
        }
        defer { next += 1 }
        return ContactID(next)
    }
}
