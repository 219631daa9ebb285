import NudgeCore

/// Events in the order in which they are due; events of one instant in the order of their scheduling.
///
/// A binary heap; half an hour of a busy sandbox is a million events.
struct SandboxSchedule {
    private struct Entry {
        var due: Instant
        var order: Int
        var event: SandboxEvent

        func precedes(_ other: Entry) -> Bool {
            due == other.due ? order < other.order : due < other.due
        }
    }

    private var heap: [Entry] = []
    private var orderNext = 0

    var count: Int { heap.count }
    var nextAt: Instant? { heap.first?.due }

    mutating func add(_ event: SandboxEvent, due: Instant) {
        heap.append(Entry(due: due, order: orderNext, event: event))
        orderNext += 1
        var child = heap.count - 1
        while child > 0 {
            let parent = (child - 1) / 2
            guard heap[child].precedes(heap[parent]) else { break }
            heap.swapAt(child, parent)
            child = parent
        }
    }

    /// The first event, if it is due at `now`.
    mutating func popDue(at now: Instant) -> SandboxEvent? {
        guard let first = heap.first, first.due <= now else { return nil }
        heap.swapAt(0, heap.count - 1)
        heap.removeLast()
        var parent = 0
        while true {
            var least = parent
            for child in [2 * parent + 1, 2 * parent + 2] where child < heap.count {
                if heap[child].precedes(heap[least]) { least = child }
            }
            guard least != parent else { break }
            heap.swapAt(parent, least)
            parent = least
        }
        return first.event
    }
}
