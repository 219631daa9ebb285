import Foundation
import NudgeTestKit
import Synchronization

/// A vendor that takes several messages in one request, and counts each of them by itself.
final class WorldBatchVendor: Sendable {
    struct Item: Hashable, Sendable {
        var to: String
        var id: String
        var text: String
    }

    /// One request, as it came.
    struct Batch: Sendable {
        var items: [Item]
        /// 1 for the first request of all.
        var number: Int
        var target: String
    }

    /// What it says of a batch: `nil` for one that is taken, each address with its code.
    typealias Script = @Sendable (Batch) -> LoopbackReaction?

    private struct State {
        var script: Script = { _ in nil }
        /// Codes by address; who is not here is taken.
        var codes: [String: String] = [:]
        var batches: [Batch] = []
        var taken: [Item] = []
    }

    private let state = Mutex(State())

    /// `answers` of its files: one code for each address; 7 and 9 for the request as a whole.
    static let answers = """
        answers:
          recipients: {items: results, address: to, id: id}
          rules:
            - {when: {status: 200, json: {code: "0"}}, class: accepted}
            - {when: {json: {code: "9"}}, class: split}
            - {when: {json: {code: "8"}}, class: bad-recipient}
            - {when: {json: {code: "7"}}, class: retry, wait: 60s}
            - {when: {json: {code: "6"}}, class: misconfigured}
            - {when: {json: {code: "5"}}, class: refresh-token}
          recipient_rules:
            - {when: {json: {code: ok}}, class: accepted}
            - {when: {json: {code: bad}}, class: bad-recipient}
            - {when: {json: {code: enough}}, class: rate-limited, scope: recipient, wait: 30m}
            - {when: {json: {code: later}}, class: retry, wait: 60s}

        """

    static func file(
        size: Int = 10,
        same: String = "template",
        rest: String = "in_flight: 2\nwindow: 40"
    ) -> String {
        """
        kind: http
        channels: [sms]
        url: URLsend
        schemes: [http]
        request:
          json: {items: {$each: {to: "${to}", id: "${reference}", text: "${content}"}}}
        batch: {size: \(size), same: [\(same)]}
        \(rest)

        """ + answers
    }

    func behave(_ script: @escaping Script) { state.withLock { $0.script = script } }
    func answer(_ code: String, to address: String) {
        state.withLock { $0.codes[address] = code }
    }

    var batches: [Batch] { state.withLock { $0.batches } }
    /// Whatever a person would have received, in order.
    var taken: [Item] { state.withLock { $0.taken } }

    func react(_ request: LoopbackRequest) -> LoopbackReaction {
        guard
            let object = try? JSONSerialization.jsonObject(with: Data(request.body)),
            let list = (object as? [String: Any])?["items"] as? [[String: String]]
        else { return .answer(status: 400) }
        let items = list.map {
            Item(to: $0["to"] ?? "", id: $0["id"] ?? "", text: $0["text"] ?? "")
        }
        let (script, batch) = state.withLock { state in
            let number = state.batches.count + 1
            let batch = Batch(items: items, number: number, target: request.target)
            state.batches.append(batch)
            return (state.script, batch)
        }
        if let reaction = script(batch) { return reaction }
        return accept(items)
    }

    /// Each by its code.
    func accept(_ items: [Item]) -> LoopbackReaction {
        state.withLock { state in
            let results = items.map { item in
                let code = state.codes[item.to] ?? "ok"
                if code == "ok" { state.taken.append(item) }
                return #"{"to":"\#(item.to)","code":"\#(code)","id":"v-\#(item.id)"}"#
            }
            return .answer(body: #"{"code":0,"results":[\#(results.joined(separator: ","))]}"#)
        }
    }

    /// As a vendor that takes what it then says nothing of.
    func take(_ items: [Item]) {
        state.withLock { $0.taken += items }
    }
}
