/// A request as it came over the wire, taken apart for the bare loop.
struct RecordedRequest {
    /// Those that the sender set; libcurl adds the others again.
    var headers: [String]
    var body: [UInt8]

    private static let added = ["Host:", "Accept:", "Content-Length:"]

    /// All of a recording, in order.
    static func all(in bytes: [UInt8]) -> [RecordedRequest] {
        var requests: [RecordedRequest] = []
        var rest = bytes[...]
        while let head = RequestHead(rest), head.wholeCount <= rest.count {
            let text = String(decoding: rest.prefix(head.headCount), as: UTF8.self)
            let lines = text.split(separator: "\r\n").dropFirst().map(String.init)
            requests.append(
                RecordedRequest(
                    headers: lines.filter { line in !added.contains { line.hasPrefix($0) } },
                    body: Array(rest.dropFirst(head.headCount).prefix(head.bodyCount))
                )
            )
            rest = rest.dropFirst(head.wholeCount)
        }
        return requests
    }
}
