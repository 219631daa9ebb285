import NudgeCore

/// The states of the last million contacts, as far as they are known: a customer's next decision
/// asks for each contact of his that is not settled, and most of them are recent.
///
/// Of the writing connection alone, which tells it whatever it writes. A change by any other
/// connection, and a transaction undone, forget all.
struct ContactStates {
    /// By the low bits of the id; ids are given out in order, without many gaps.
    private var states: [UInt8] = []
    /// The highest id told; those more than `countMax` below it are not kept.
    private var last: Int64 = 0
    private let isKept: Bool

    /// A byte each: a megabyte.
    private static let countMax: Int64 = 1 << 20
    private static let unknown: UInt8 = .max

    init(isKept: Bool) {
        self.isKept = isKept
    }

    /// `nil`: not known here.
    subscript(id: ContactID) -> ContactState? {
        let value = id.value
        guard value > last - ContactStates.countMax, value <= last, !states.isEmpty, value > 0
        else { return nil }
        return ContactState(rawValue: states[ContactStates.place(value)])
    }

    mutating func set(_ id: ContactID, _ state: ContactState) {
        let value = id.value
        // Those taken over from another system lie below 0.
        guard isKept, value > 0, value > last - ContactStates.countMax else { return }
        if states.isEmpty {
            states = Array(repeating: ContactStates.unknown, count: Int(ContactStates.countMax))
        }
        if value > last { advance(to: value) }
        states[ContactStates.place(value)] = state.rawValue
    }

    /// Frees the places of those that fall out.
    private mutating func advance(to value: Int64) {
        if value - last >= ContactStates.countMax {
            forgetAll()
        } else {
            for id in last + 1...value { states[ContactStates.place(id)] = ContactStates.unknown }
        }
        last = value
    }

    mutating func forgetAll() {
        for index in states.indices { states[index] = ContactStates.unknown }
    }

    private static func place(_ id: Int64) -> Int { Int(id & (countMax - 1)) }
}
