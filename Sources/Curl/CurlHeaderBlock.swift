internal import CCurl

/// The header lines of one request, laid out for libcurl in memory that is reused.
///
/// libcurl only reads the list and does not copy it; so the nodes and the text live here, without
/// an allocation per line, and must not change while a transfer runs.
@safe
final class CurlHeaderBlock {
    /// More would be a mistake of the caller's.
    private static let linesMax = 64
    private var text: UnsafeMutablePointer<CChar>
    private var textCapacity: Int
    private let nodes: UnsafeMutablePointer<curl_slist>
    /// libcurl asks for `100 Continue` with larger bodies; gateways that do not know it would cost
    /// a second each.
    private static let noExpect = "Expect:"

    init() {
        textCapacity = 1024
        unsafe text = .allocate(capacity: textCapacity)
        unsafe nodes = .allocate(capacity: CurlHeaderBlock.linesMax + 1)
    }

    deinit {
        unsafe text.deallocate()
        unsafe nodes.deallocate()
    }

    /// The first node; valid until the next call.
    ///
    /// `nil` when a line holds a control character, or there are too many lines.
    func fill(_ lines: [String]) -> UnsafeMutableRawPointer? {
        guard lines.count <= CurlHeaderBlock.linesMax else { return nil }
        reserve(lines.reduce(CurlHeaderBlock.noExpect.utf8.count + 1) { $0 + $1.utf8.count + 1 })
        var offset = 0
        for index in 0...lines.count {
            let line = index < lines.count ? lines[index] : CurlHeaderBlock.noExpect
            let start = offset
            for byte in line.utf8 {
                // A line break would smuggle in a header of somebody else's making.
                guard byte >= 0x20 && byte != 0x7F || byte == 0x09 else { return nil }
                unsafe text[offset] = CChar(bitPattern: byte)
                offset += 1
            }
            unsafe text[offset] = 0
            offset += 1
            let next = unsafe index < lines.count ? nodes + index + 1 : nil
            unsafe (nodes + index).initialize(to: curl_slist(data: text + start, next: next))
        }
        return unsafe UnsafeMutableRawPointer(nodes)
    }

    private func reserve(_ count: Int) {
        guard count > textCapacity else { return }
        unsafe text.deallocate()
        textCapacity = count * 2
        unsafe text = .allocate(capacity: textCapacity)
    }
}
