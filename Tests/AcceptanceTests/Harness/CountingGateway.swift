import Foundation
import Glibc
import NudgeTestKit
import Synchronization

/// A gateway that lives longer than the daemon and keeps account of every message that it saw.
final class CountingGateway: Sendable {
    /// One message of one request.
    struct Item: Hashable, Sendable {
        /// The contact's id on the wire.
        var id: String
        var to: String

        /// The contact's number in the store.
        var contact: Int64 { Int64(id.split(separator: "-").last ?? "", radix: 36) ?? -1 }
    }

    struct Sight: Sendable {
        var items: [Item]
        var body: [UInt8]
        /// Counted from 1.
        var number: Int
        /// How often the first of them was seen before.
        var repeats: Int
    }

    /// What it does about a request.
    enum Reaction: Sendable {
        /// Takes all of it and says so.
        case take
        /// Takes all of it, and says this.
        case takeAndSay(LoopbackReaction)
        /// Takes nothing, and says this.
        case refuse(LoopbackReaction)
    }

    private struct State {
        var sights: [Sight] = []
        var taken: [Item] = []
        var seen: [String: Int] = [:]
    }

    private final class Book: Sendable {
        let state = Mutex(State())
    }

    private let server: LoopbackServer
    private let book = Book()

    /// A gateway that is slow by so much.
    ///
    /// `accepted`: What it says of messages that it takes.
    init(
        watch: FactWatch,
        delayMilliseconds: Int32,
        accepted: @escaping @Sendable ([Item]) -> LoopbackReaction,
        react: @escaping @Sendable (Sight) -> Reaction
    ) throws {
        let book = book
        server = try LoopbackServer { request in
            let items = CountingGateway.items(request.body)
            guard let first = items.first else { return .answer(status: 400) }
            let sight = book.state.withLock { state in
                let repeats = state.seen[first.id, default: 0]
                let sight = Sight(
                    items: items,
                    body: request.body,
                    number: state.sights.count + 1,
                    repeats: repeats
                )
                for item in items { state.seen[item.id, default: 0] += 1 }
                state.sights.append(sight)
                return sight
            }
            let reaction = react(sight)
            if case .refuse(let answer) = reaction {
                watch.changed()
                return answer
            }
            book.state.withLock { $0.taken += items }
            watch.changed()
            // The slowness of a vendor, not of a test.
            if delayMilliseconds > 0 { poll(nil, 0, delayMilliseconds) }
            if case .takeAndSay(let answer) = reaction { return answer }
            return accepted(items)
        }
    }

    deinit {
        server.stop()
    }

    var url: String { server.url }
    var sights: [Sight] { book.state.withLock { $0.sights } }
    /// What people would have received, in order; as often as they would.
    var taken: [Item] { book.state.withLock { $0.taken } }

    private static func items(_ body: [UInt8]) -> [Item] {
        let object = try? JSONSerialization.jsonObject(with: Data(body)) as? [String: Any]
        let list = object?["items"] as? [[String: Any]]
        let members = list ?? (object?["data"] as? [String: Any]).map { [$0] } ?? []
        return members.compactMap { member in
            guard let id = member["id"] as? String, let to = member["to"] as? String else {
                return nil
            }
            return Item(id: id, to: to)
        }
    }
}
