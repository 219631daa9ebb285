/// One lane's waiting requests, first in first out, and how many are under way.
struct CurlLaneQueue {
    let id: Int32
    var inFlightMax: Int
    var inFlight = 0
    private var waiting: [CurlRequest] = []
    private var head = 0
    /// How many taken places are kept before the array is moved up: moving is then rare, and the
    /// memory that sent requests hold is bounded.
    private static let slackMax = 256

    init(_ lane: CurlLane) {
        id = lane.id
        inFlightMax = lane.inFlightMax
    }

    var hasRoom: Bool { inFlight < inFlightMax }

    mutating func append(_ request: CurlRequest) {
        waiting.append(request)
    }

    mutating func popFirst() -> CurlRequest? {
        guard head < waiting.count else { return nil }
        let first = waiting[head]
        head += 1
        if head == waiting.count {
            waiting.removeAll(keepingCapacity: true)
            head = 0
        } else if head > CurlLaneQueue.slackMax && head * 2 > waiting.count {
            waiting.removeFirst(head)
            head = 0
        }
        return first
    }

    /// Takes out all that match; the others keep their order.
    mutating func remove(where matches: (CurlRequest) -> Bool) -> [CurlRequest] {
        let all = waiting[head...]
        let removed = all.filter(matches)
        if !removed.isEmpty {
            waiting = all.filter { !matches($0) }
            head = 0
        }
        return removed
    }
}
