internal import CCurl

/// libcurl's multi handle, and how it learns which connections have something.
///
/// Few are looked at in turn, which is cheaper for them; of many the kernel tells by events:
/// docs/decisions/0008.
///
/// `@unchecked Sendable`: everything but `wake()` is called on the curl thread only; libcurl allows
/// `curl_multi_wakeup` from any thread, the bell of the events may be rung from any, and the mailbox's
/// lock keeps both before `close()`.
@safe
final class CurlMulti: @unchecked Sendable {
    private let multi: UnsafeMutableRawPointer
    /// `nil`: connections are looked at in turn.
    private let events: UnsafeMutablePointer<nudge_events>?

    init(byEvents: Bool) throws(CurlError) {
        guard let multi = unsafe curl_multi_init() else {
            throw CurlError(code: CurlCode(rawValue: 2), message: "no memory for a multi handle")
        }
        unsafe self.multi = multi
        guard byEvents else {
            unsafe events = nil
            return
        }
        let events = UnsafeMutablePointer<nudge_events>.allocate(capacity: 1)
        unsafe events.initialize(to: nudge_events())
        unsafe self.events = events
        let code = unsafe nudge_events_open(events, multi)
        guard code == 0 else {
            close()
            throw CurlError(code: CurlCode(rawValue: 2), message: "no epoll: error \(code)")
        }
    }

    /// From any thread, before `close()`.
    func wake() {
        if let events = unsafe events { return unsafe nudge_events_ring(events) }
        _ = unsafe curl_multi_wakeup(multi)
    }

    /// How many connections are kept; fewer than transfers would make libcurl reconnect.
    func keepConnections(_ count: Int) {
        _ = unsafe nudge_multi_set_long(multi, CURLMOPT_MAXCONNECTS, count)
    }

    /// Whether libcurl took it.
    func add(_ transfer: CurlTransfer) -> Bool {
        unsafe curl_multi_add_handle(multi, transfer.handle) == CURLM_OK
    }

    func remove(_ transfer: CurlTransfer) {
        _ = unsafe curl_multi_remove_handle(multi, transfer.handle)
    }

    func perform() {
        if let events = unsafe events { return unsafe nudge_events_perform(events, multi) }
        var running: Int32 = 0
        _ = unsafe curl_multi_perform(multi, &running)
    }

    /// Until a socket is ready, libcurl's own next timeout, `wake()`, or the time given.
    func poll(milliseconds: Int32) {
        if let events = unsafe events {
            return unsafe nudge_events_wait(events, multi, milliseconds)
        }
        _ = unsafe curl_multi_poll(multi, nil, 0, milliseconds, nil)
    }

    /// The next finished transfer and its result; it must be removed then.
    func nextFinished() -> (CurlTransfer, CURLcode)? {
        var left: Int32 = 0
        while let message = unsafe curl_multi_info_read(multi, &left) {
            guard unsafe message.pointee.msg == CURLMSG_DONE else { continue }
            let result = unsafe nudge_message_result(message)
            var this: UnsafeMutableRawPointer?
            _ = unsafe nudge_easy_get_private(message.pointee.easy_handle, &this)
            guard let this = unsafe this else { continue }
            return (unsafe Unmanaged<CurlTransfer>.fromOpaque(this).takeUnretainedValue(), result)
        }
        return nil
    }

    /// Closes all connections; nothing may be called afterwards.
    func close() {
        _ = unsafe curl_multi_cleanup(multi)
        guard let events = unsafe events else { return }
        unsafe nudge_events_close(events)
        unsafe events.deallocate()
    }
}
