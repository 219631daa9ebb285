internal import CCurl

/// One easy handle, reused for request after request; belongs to the curl thread.
///
/// **Never twice.** libcurl resends by itself when a kept connection dies unanswered. Before the
/// first byte of each attempt it asks `mayBegin()`, which says yes once: docs/decisions/0005. That
/// yes is also the point from which the request counts as written.
@safe
final class CurlTransfer {
    let easy: UnsafeMutableRawPointer
    private let errorText: UnsafeMutablePointer<CChar>
    private let headerBlock = CurlHeaderBlock()
    private let bodyBlock = CurlBodyBlock()
    private let answerBytesMax: Int
    private let clock: @Sendable () -> Int64
    /// The list that the handle was given; its memory is the block's, and stays the same.
    private var headerLines: UnsafeMutableRawPointer?
    /// What the handle is set to, so that only changes are set again.
    private var applied: CurlRequest?
    private(set) var request: CurlRequest
    private var answerBody: [UInt8] = []
    private var isAnswerTooLong = false
    private var isExpired = false
    private var isHTTP = false
    private(set) var isSecure = false
    private var head = CurlHead()
    let sockets: CurlSockets
    /// The sockets that it opened; empty when it was given a kept connection.
    private(set) var opened: [curl_socket_t] = []
    private(set) var localPort: Int32 = -1
    private var takesNewConnection = false
    /// The kept connection that it was given had been ended by the gateway: nothing has left, and
    /// another connection is to be taken.
    private(set) var hasEndedConnection = false
    /// Whether libcurl has begun an attempt.
    private var hasBegun = false
    /// Whether any byte of the request may have left; of a mail: any byte of the message.
    private(set) var isWritten = false
    /// Whether it carries mails, and nothing else.
    let isMail: Bool
    /// How much of a mail libcurl has taken.
    var mailOffset = 0
    /// The last line that a mail server said.
    var lastReply: [UInt8] = []
    /// The recipients of a mail, which libcurl borrows.
    var recipients: UnsafeMutablePointer<curl_slist>?
    /// Its place in the worker's list of running transfers.
    var position = 0

    init(
        settings: CurlSettings,
        request: CurlRequest,
        sockets: CurlSockets,
        clock: @escaping @Sendable () -> Int64
    ) throws(CurlError) {
        guard let easy = unsafe curl_easy_init() else {
            throw CurlError(code: CurlCode(rawValue: 2), message: "no memory for a handle")
        }
        unsafe self.easy = easy
        unsafe errorText = .allocate(capacity: Int(CURL_ERROR_SIZE))
        unsafe errorText.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
        answerBytesMax = settings.answerBytesMax
        self.clock = clock
        self.request = request
        self.sockets = sockets
        isMail = request.mail != nil
        try setUp(idleSecondsMax: settings.idleSecondsMax)
        if isMail { try setUpMail() }
    }

    deinit {
        // The handle writes to the buffer as long as it lives.
        unsafe curl_easy_cleanup(easy)
        unsafe curl_slist_free_all(recipients)
        unsafe errorText.deallocate()
    }

    /// The handle, for the multi handle only; valid as long as the transfer.
    var handle: UnsafeMutableRawPointer { unsafe easy }

    // MARK: - A request's way

    /// Makes the handle ready for another request.
    ///
    /// - Throws: `CurlError` when the request cannot be sent as it is; nothing has left then.
    func prepare(_ next: CurlRequest) throws(CurlError) {
        request = next
        hasBegun = false
        isWritten = false
        mailOffset = 0
        lastReply = []
        isExpired = false
        beginAttempt()
        if takesNewConnection {
            try set(CURLOPT_FRESH_CONNECT, 0)
            takesNewConnection = false
        }
        try setTarget()
        try setLimits()
        if let mail = next.mail {
            try prepareMail(mail)
            applied = next
            return
        }
        guard let lines = unsafe headerBlock.fill(next.headers) else {
            throw CurlError(
                code: CurlCode(rawValue: 43),
                message: "a header holds a control character, or there are more than 64"
            )
        }
        if unsafe lines != headerLines {
            try check(unsafe nudge_easy_set_pointer(easy, CURLOPT_HTTPHEADER, lines))
            unsafe headerLines = lines
        }
        if next.method != .get { try setBody(next.body) }
        applied = next
    }

    /// Makes the handle ready for the same request on a new connection, none of it having left.
    func prepareAgain() throws(CurlError) {
        precondition(!isWritten, "a request that may have left is not begun again")
        beginAttempt()
        takesNewConnection = true
        try set(CURLOPT_FRESH_CONNECT, 1)
    }

    private func beginAttempt() {
        isAnswerTooLong = false
        head = CurlHead()
        hasEndedConnection = false
        answerBody = []
        opened = []
        unsafe errorText[0] = 0
    }

    /// What became of the request, when libcurl says that the transfer is over.
    func outcome(_ result: CURLcode, keeping names: [String]) -> CurlOutcome {
        if isMail && !isExpired { return mailOutcome(result) }
        if result == CURLE_OK {
            // libcurl takes a head that breaks off between two lines for a whole one.
            guard head.isWhole || !isHTTP else {
                let error = CurlError(code: .partialAnswer, message: "the answer's head breaks off")
                return .failed(error, wasWritten: isWritten)
            }
            return .answered(answer(keeping: names))
        }
        if isExpired && !isWritten { return .notSent(.expired) }
        return .failed(failure(result), wasWritten: isWritten)
    }

    /// The end of a transfer that we break off.
    func aborted(_ reason: CurlUnsent) -> CurlOutcome {
        guard isWritten else { return .notSent(reason) }
        let error = CurlError(
            code: .abortedByCallback,
            message: "given up at shutdown",
            phase: .answer
        )
        return .failed(error, wasWritten: true)
    }

    private func answer(keeping names: [String]) -> CurlAnswer {
        if request.prefersHTTP2 && isSecure { noteVersion() }
        var status = 0
        _ = unsafe nudge_easy_get_long(easy, CURLINFO_RESPONSE_CODE, &status)
        var headers: [CurlHeader] = []
        for name in names {
            var found: UnsafeMutablePointer<curl_header>?
            let code = unsafe curl_easy_header(
                easy,
                name,
                0,
                UInt32(CURLH_HEADER),
                -1,
                &found
            )
            guard code == CURLHE_OK, let header = unsafe found else { continue }
            let value = unsafe String(cString: header.pointee.value)
            headers.append(CurlHeader(name: name, value: value))
        }
        return CurlAnswer(status: status, headers: headers, body: answerBody)
    }

    func failure(_ result: CURLcode) -> CurlError {
        let code = CurlCode(result)
        let phase = phase(result)
        if isAnswerTooLong {
            let message = "the answer is longer than \(answerBytesMax) bytes"
            return CurlError(code: code, message: message, phase: phase)
        }
        let detail = unsafe String(cString: errorText)
        let general = unsafe String(cString: curl_easy_strerror(result))
        let message = detail.isEmpty ? general : detail
        return CurlError(code: code, message: message, phase: phase)
    }

    // MARK: - Called by libcurl

    /// Whether an attempt may begin; asked with the connection standing, before its first byte.
    fileprivate func mayBegin(localPort port: Int32) -> Bool {
        if request.notAfter != .max && clock() >= request.notAfter {
            isExpired = true
            return false
        }
        // A second attempt is libcurl's own idea: the first may have arrived.
        guard !hasBegun else { return false }
        localPort = port
        guard isConnectionStanding() else {
            hasEndedConnection = true
            return false
        }
        hasBegun = true
        // A mail's message follows much later: `readMail`.
        isWritten = !isMail
        return true
    }

    /// From now on the request may arrive.
    func markWritten() { isWritten = true }

    fileprivate func takeOpened(_ socket: curl_socket_t) {
        opened.append(socket)
    }

    fileprivate func takeHeadLine(_ line: UnsafeRawBufferPointer) {
        unsafe head.take(line)
    }

    /// False when the answer is too long: libcurl then ends the transfer.
    fileprivate func write(_ bytes: UnsafeRawBufferPointer) -> Bool {
        guard answerBody.count + bytes.count <= answerBytesMax else {
            isAnswerTooLong = true
            return false
        }
        unsafe answerBody.append(contentsOf: bytes)
        return true
    }

    // MARK: - Options

    /// The options that stay the same for all requests.
    private func setUp(idleSecondsMax: Int) throws(CurlError) {
        let this = unsafe Unmanaged.passUnretained(self).toOpaque()
        try check(unsafe nudge_easy_set_pointer(easy, CURLOPT_ERRORBUFFER, errorText))
        try check(unsafe nudge_easy_set_pointer(easy, CURLOPT_PRIVATE, this))
        // libcurl's own reader would take a body that was not given from standard input.
        try check(unsafe nudge_easy_set_read(easy, CurlCallbacks.read, nil))
        try check(unsafe nudge_easy_set_write(easy, CurlCallbacks.write, this))
        try check(unsafe nudge_easy_set_header(easy, CurlCallbacks.header, this))
        try check(unsafe nudge_easy_set_opened(easy, CurlCallbacks.opened, this))
        try check(unsafe nudge_easy_set_prerequest(easy, CurlCallbacks.prerequest, this))
        // Timeouts without SIGALRM, which would go to any thread.
        try set(CURLOPT_NOSIGNAL, 1)
        // A timed-out name look-up must not hold up the thread until its own thread is back.
        try set(CURLOPT_QUICK_EXIT, 1)
        // No proxy from the environment: what leaves goes where the gateway's file says.
        try set(CURLOPT_PROXY, "")
        try set(CURLOPT_FOLLOWLOCATION, 0)
        try set(CURLOPT_SSL_VERIFYPEER, 1)
        try set(CURLOPT_SSL_VERIFYHOST, 2)
        try set(CURLOPT_SSLVERSION, Int(CURL_SSLVERSION_TLSv1_2))
        try set(CURLOPT_MAXAGE_CONN, idleSecondsMax)
    }

    private func setTarget() throws(CurlError) {
        if applied?.url != request.url {
            // A NUL would end the text early, and so send to another address.
            guard !request.url.utf8.contains(where: { $0 <= 0x20 || $0 == 0x7F }) else {
                throw CurlError(code: .malformedURL, message: "a blank or control character")
            }
            try set(CURLOPT_URL, request.url)
            let scheme = request.url.prefix { $0 != ":" }.lowercased()
            isSecure = scheme == "https" || scheme == "smtps"
            isHTTP = scheme == "https" || scheme == "http"
        }
        if applied?.schemes != request.schemes {
            try set(CURLOPT_PROTOCOLS_STR, request.schemes.list)
        }
        if applied?.method != request.method && !isMail {
            try set(request.method == .get ? CURLOPT_HTTPGET : CURLOPT_POST, 1)
            let isCustom = request.method == .put || request.method == .delete
            try set(CURLOPT_CUSTOMREQUEST, isCustom ? request.method.rawValue : nil)
        }
        if applied?.authorityFile != request.authorityFile {
            try set(CURLOPT_CAINFO, request.authorityFile ?? CurlLibrary.authorityFile)
        }
        if applied?.route !== request.route { try setRoute(request.route) }
    }

    private func setLimits() throws(CurlError) {
        if applied?.connectTimeoutMilliseconds != request.connectTimeoutMilliseconds {
            // 0 would mean libcurl's own 300 s.
            let limit = max(1, Int(request.connectTimeoutMilliseconds))
            try set(CURLOPT_CONNECTTIMEOUT_MS, limit)
        }
        if applied?.totalTimeoutMilliseconds != request.totalTimeoutMilliseconds {
            let limit = max(1, Int(request.totalTimeoutMilliseconds))
            try set(CURLOPT_TIMEOUT_MS, limit)
        }
        if applied?.prefersHTTP2 != request.prefersHTTP2 {
            // Never HTTP/2 without TLS: libcurl 7.88 fails on the second request of a connection.
            let version = request.prefersHTTP2 ? CURL_HTTP_VERSION_2TLS : CURL_HTTP_VERSION_1_1
            try set(CURLOPT_HTTP_VERSION, Int(version))
            try set(CURLOPT_PIPEWAIT, request.prefersHTTP2 ? 1 : 0)
        }
    }

    /// Hands the body over whole: header and body then leave with one system call.
    ///
    /// libcurl borrows it from the block, which changes with the next request only.
    private func setBody(_ body: [UInt8]) throws(CurlError) {
        let count = curl_off_t(body.count)
        try check(unsafe nudge_easy_set_offset(easy, CURLOPT_POSTFIELDSIZE_LARGE, count))
        try check(unsafe nudge_easy_set_body(easy, bodyBlock.fill(body)))
    }

    func set(_ option: CURLoption, _ value: Int) throws(CurlError) {
        try check(unsafe nudge_easy_set_long(easy, option, value))
    }

    func set(_ option: CURLoption, _ value: String?) throws(CurlError) {
        try check(unsafe nudge_easy_set_string(easy, option, value))
    }

    func check(_ code: CURLcode) throws(CurlError) {
        guard code != CURLE_OK else { return }
        // Half-set options must not be taken for set ones.
        applied = nil
        throw failure(code)
    }
}

/// The C functions that libcurl calls, with the transfer as their last argument.
private enum CurlCallbacks {
    typealias Read =
        @convention(c) (UnsafeMutablePointer<CChar>?, Int, Int, UnsafeMutableRawPointer?) -> Int

    static let read: Read = { _, _, _, _ in Int(CURL_READFUNC_ABORT) }

    static let write: Read = { buffer, size, count, this in
        guard let buffer = unsafe buffer, let transfer = unsafe CurlCallbacks.transfer(this) else {
            return -1
        }
        let bytes = unsafe UnsafeRawBufferPointer(start: buffer, count: size * count)
        return unsafe transfer.write(bytes) ? size * count : -1
    }

    static let header: Read = { buffer, size, count, this in
        guard let buffer = unsafe buffer, let transfer = unsafe CurlCallbacks.transfer(this) else {
            return -1
        }
        unsafe transfer.takeHeadLine(UnsafeRawBufferPointer(start: buffer, count: size * count))
        return size * count
    }

    static let opened:
        @convention(c) (UnsafeMutableRawPointer?, curl_socket_t, curlsocktype) -> Int32 = {
            this,
            socket,
            _ in
            unsafe CurlCallbacks.transfer(this)?.takeOpened(socket)
            return Int32(CURL_SOCKOPT_OK)
        }

    static let prerequest:
        @convention(c) (
            UnsafeMutableRawPointer?, UnsafeMutablePointer<CChar>?, UnsafeMutablePointer<CChar>?,
            Int32, Int32
        ) -> Int32 = { this, _, _, _, localPort in
            let transfer = unsafe CurlCallbacks.transfer(this)
            let mayBegin = transfer?.mayBegin(localPort: localPort) ?? false
            return mayBegin ? CURL_PREREQFUNC_OK : CURL_PREREQFUNC_ABORT
        }

    /// The worker holds the transfer as long as libcurl knows it.
    private static func transfer(_ this: UnsafeMutableRawPointer?) -> CurlTransfer? {
        unsafe this.map { unsafe Unmanaged<CurlTransfer>.fromOpaque($0).takeUnretainedValue() }
    }
}
