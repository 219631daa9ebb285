/// Whether the head of an answer has come to its end: libcurl gives out one that breaks off between
/// two lines as if it were whole.
struct CurlHead {
    private(set) var isWhole = false

    private static let statusLine = Array("HTTP/".utf8)

    /// One line with its end; behind the head of an interim answer comes another.
    mutating func take(_ line: UnsafeRawBufferPointer) {
        // A carriage return and a line feed, or the latter alone.
        if line.count <= 2 {
            isWhole = true
        } else if unsafe line.starts(with: CurlHead.statusLine) {
            isWhole = false
        }
    }
}
