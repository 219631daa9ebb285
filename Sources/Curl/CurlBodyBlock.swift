/// The body of one request, in memory that libcurl borrows and that is reused.
///
/// It must not change while a transfer runs.
@safe
final class CurlBodyBlock {
    private var bytes: UnsafeMutablePointer<UInt8>
    private var capacity = 1024

    init() {
        unsafe bytes = .allocate(capacity: capacity)
    }

    deinit {
        unsafe bytes.deallocate()
    }

    /// Valid until the next call.
    func fill(_ body: [UInt8]) -> UnsafeRawPointer {
        if body.count > capacity {
            unsafe bytes.deallocate()
            capacity = body.count * 2
            unsafe bytes = .allocate(capacity: capacity)
        }
        unsafe body.withUnsafeBufferPointer { source in
            guard let start = source.baseAddress else { return }
            unsafe bytes.update(from: start, count: source.count)
        }
        return unsafe UnsafeRawPointer(bytes)
    }
}
