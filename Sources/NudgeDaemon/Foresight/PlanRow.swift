internal import NudgeCore

/// One foreseen contact or case in 32 bytes: a plan holds millions of them.
///
/// Customers, debts and places are indices into the slice's tables.
struct PlanRow: Sendable {
    /// When it is made, in milliseconds since 1970.
    var at: Int64
    /// How long before that it might have left: more than nothing only where its place in the day had
    /// passed when the plan began.
    var lag: UInt32
    /// The leading debt.
    var debt: UInt32
    /// Index into the slice's lists of further occasions, plus one; 0: there are none.
    var more: UInt32
    var point: UInt32
    var customer: UInt16
    var place: UInt16
    /// The step's day, from the leading debt's due date.
    var day: Int16
    var segments: UInt8

    var notBefore: Instant { Instant(milliseconds: at - Int64(lag)) }
    var instant: Instant { Instant(milliseconds: at) }
}

/// What many rows have in common: tier, step and gateway are indices into the ruleset.
struct PlanPlace: Hashable, Sendable {
    var tier: Int
    var step: Int
    var stepChannel: Int
    var messageClass: MessageClass
    /// Of a contact; of a case, 0.
    var gateway: Int
    var heldBy: Reason
    /// The people who get a case in place of a message; empty: it is a contact.
    var team = ""

    var isCase: Bool { !team.isEmpty }
}

/// The rows that one job foresaw, in order, with the tables that they point into.
final class PlanSlice: Sendable {
    let rows: [PlanRow]
    let places: [PlanPlace]
    private let customers: TextArena
    private let numbers: [Int64]
    /// By customer: index into `zoneNames`.
    private let zones: [UInt16]
    private let zoneNames: [String]
    private let debts: TextArena
    private let debtTraits: [Debt]
    private let more: [[SaidDebt]]
    /// Groups that were decided too often to be followed to the end.
    let cut: Int

    init(_ content: Content) {
        let numbers = content.numbers
        rows = content.rows.sorted { left, right in
            let leftKey = (left.at, numbers[Int(left.customer)], left.debt, left.place)
            return leftKey < (right.at, numbers[Int(right.customer)], right.debt, right.place)
        }
        places = content.places
        customers = content.customers.trimmed
        self.numbers = numbers
        zones = content.zones
        zoneNames = content.zoneNames
        debts = content.debts.trimmed
        debtTraits = content.debtTraits
        more = content.more
        cut = content.cut
    }

    /// A slice while it is being made; its rows are in no order yet.
    struct Content {
        var rows: [PlanRow] = []
        var places: [PlanPlace] = []
        var customers = TextArena()
        var numbers: [Int64] = []
        var zones: [UInt16] = []
        var zoneNames: [String] = []
        var debts = TextArena()
        var debtTraits: [Debt] = []
        var more: [[SaidDebt]] = []
        var cut = 0
    }

    /// What names an occasion beside the step: it does not change within a plan.
    struct Debt: Sendable {
        var dueDate: CivilDate
        var spell: Int32
        var role: Role
    }

    /// What is said of a debt; a message may say more than one thing, also of the same debt.
    struct SaidDebt: Sendable {
        var debt: UInt32
        var day: Int16
        /// `nil`: that of the row's own step.
        var purpose: Purpose?
    }

    func place(_ row: PlanRow) -> PlanPlace { places[Int(row.place)] }

    func number(_ row: PlanRow) -> Int64 { numbers[Int(row.customer)] }

    /// The bank's number of the customer, in UTF-8.
    func reference(_ row: PlanRow) -> ArraySlice<UInt8> { customers.bytes(UInt32(row.customer)) }

    func zoneName(_ row: PlanRow) -> String { zoneNames[Int(zones[Int(row.customer)])] }

    /// All that a row says, of the leading debt first.
    func said(_ row: PlanRow) -> [SaidDebt] {
        let first = SaidDebt(debt: row.debt, day: row.day)
        return row.more == 0 ? [first] : [first] + more[Int(row.more) - 1]
    }

    /// The debts that a row names, each once, the leading one first.
    func debts(of row: PlanRow) -> [UInt32] {
        guard row.more > 0 else { return [row.debt] }
        return said(row).map(\.debt).reduce(into: []) { debts, debt in
            if !debts.contains(debt) { debts.append(debt) }
        }
    }

    /// The bank's number of a debt, in UTF-8.
    func reference(ofDebt debt: UInt32) -> ArraySlice<UInt8> { debts.bytes(debt) }

    func traits(ofDebt debt: UInt32) -> Debt { debtTraits[Int(debt)] }
}

/// Everything that was foreseen, in the order of time; customers by number within an instant.
package struct PlanRows: Sendable {
    let slices: [PlanSlice]

    /// Contacts and cases.
    package var count: Int { slices.reduce(0) { $0 + $1.rows.count } }
    /// Cases alone.
    package var cases: Int {
        slices.reduce(0) { sum, slice in sum + slice.rows.count { slice.place($0).isCase } }
    }
    /// Groups that were decided too often to be followed to the end.
    package var cut: Int { slices.reduce(0) { $0 + $1.cut } }

    /// Merges the slices: each is in order already, so that nothing needs to be sorted as a whole.
    func forEach(_ body: (PlanSlice, PlanRow) -> Void) {
        var heap: [Head] = slices.indices.compactMap { head(slice: $0, row: 0) }
        for root in stride(from: heap.count / 2 - 1, through: 0, by: -1) { sift(&heap, root) }
        while let first = heap.first {
            body(slices[first.slice], slices[first.slice].rows[first.row])
            if let next = head(slice: first.slice, row: first.row + 1) {
                heap[0] = next
            } else {
                heap[0] = heap[heap.count - 1]
                heap.removeLast()
            }
            if !heap.isEmpty { sift(&heap, 0) }
        }
    }

    /// The next row of a slice.
    private struct Head {
        var at: Int64
        var customer: Int64
        var slice: Int
        var row: Int

        static func < (left: Head, right: Head) -> Bool {
            (left.at, left.customer) < (right.at, right.customer)
        }
    }

    private func head(slice: Int, row: Int) -> Head? {
        guard row < slices[slice].rows.count else { return nil }
        return Head(
            at: slices[slice].rows[row].at,
            customer: slices[slice].number(slices[slice].rows[row]),
            slice: slice,
            row: row
        )
    }

    private func sift(_ heap: inout [Head], _ start: Int) {
        var root = start
        while true {
            var least = root
            for child in [root * 2 + 1, root * 2 + 2]
            where child < heap.count && heap[child] < heap[least] { least = child }
            guard least != root else { return }
            heap.swapAt(root, least)
            root = least
        }
    }
}
