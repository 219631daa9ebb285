internal import CCurl

/// SMTP: one mail on a handle that carries nothing else.
///
/// When the server has said 354, and not before, libcurl asks for the message: from there on it may
/// arrive. A reply of 400 and above says surely that it was not taken, wherever it came.
extension CurlTransfer {
    /// The longest reply of a server that is kept.
    static let replyBytesMax = 512

    /// The options that all mails share.
    func setUpMail() throws(CurlError) {
        let this = unsafe Unmanaged.passUnretained(self).toOpaque()
        try check(unsafe nudge_easy_set_read(easy, MailCallbacks.read, this))
        try check(unsafe nudge_easy_set_header(easy, MailCallbacks.header, this))
        try set(CURLOPT_UPLOAD, 1)
    }

    func prepareMail(_ mail: CurlMail) throws(CurlError) {
        for address in [mail.from, mail.recipient] {
            guard address.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != 0x3C && $0 != 0x3E })
            else { throw CurlError(code: .malformedURL, message: "an address that cannot be sent") }
        }
        // libcurl takes its leave of a silent server too, and would wait two minutes for an answer.
        let limit = max(1, (Int(request.totalTimeoutMilliseconds) + 999) / 1000)
        try set(CURLOPT_SERVER_RESPONSE_TIMEOUT, limit)
        try set(CURLOPT_USE_SSL, mail.requiresTLS ? Int(CURLUSESSL_ALL.rawValue) : 0)
        try set(CURLOPT_USERNAME, mail.user.isEmpty ? nil : mail.user)
        try set(CURLOPT_PASSWORD, mail.user.isEmpty ? nil : mail.password)
        try set(CURLOPT_MAIL_FROM, "<\(mail.from)>")
        // libcurl reads the list as long as the transfer runs.
        unsafe curl_slist_free_all(recipients)
        unsafe recipients = curl_slist_append(nil, "<\(mail.recipient)>")
        guard let list = unsafe recipients else {
            throw CurlError(code: CurlCode(rawValue: 27), message: "no memory for a list")
        }
        try check(
            unsafe nudge_easy_set_pointer(
                easy,
                CURLOPT_MAIL_RCPT,
                UnsafeMutableRawPointer(list)
            )
        )
        let count = curl_off_t(request.body.count)
        try check(unsafe nudge_easy_set_offset(easy, CURLOPT_INFILESIZE_LARGE, count))
    }

    /// What became of a mail; a refusal is an answer, whatever libcurl calls it.
    func mailOutcome(_ result: CURLcode) -> CurlOutcome {
        var status = 0
        _ = unsafe nudge_easy_get_long(easy, CURLINFO_RESPONSE_CODE, &status)
        if result != CURLE_OK && status < 400 {
            return .failed(failure(result), wasWritten: isWritten)
        }
        let stage = result == CURLE_OK ? .data : mailStage(result)
        let header = CurlHeader(name: CurlMail.Stage.headerName, value: stage.rawValue)
        return .answered(CurlAnswer(status: status, headers: [header], body: lastReply))
    }

    private func mailStage(_ result: CURLcode) -> CurlMail.Stage {
        if result == CURLE_LOGIN_DENIED { return .authentication }
        if isWritten { return .data }
        let text = failure(result).message
        if text.hasPrefix("MAIL failed") { return .sender }
        if text.hasPrefix("RCPT failed") { return .recipient }
        if text.hasPrefix("DATA failed") { return .data }
        return .greeting
    }

    /// The next part of the message; the first makes it one that may arrive.
    fileprivate func readMail(_ space: UnsafeMutableRawBufferPointer) -> Int {
        markWritten()
        let rest = request.body[mailOffset...].prefix(space.count)
        unsafe space.copyBytes(from: rest)
        mailOffset += rest.count
        return rest.count
    }

    fileprivate func noteReply(_ line: UnsafeRawBufferPointer) {
        // libcurl takes its leave after a refusal; the goodbye says nothing of the mail.
        let isRefused = lastReply.first.map { $0 >= UInt8(ascii: "4") } ?? false
        if isRefused, unsafe line.first == UInt8(ascii: "2") { return }
        let text = unsafe line.prefix(CurlTransfer.replyBytesMax)
        lastReply = unsafe Array(text)
    }
}

/// The C functions that libcurl calls for a mail, with the transfer as their last argument.
private enum MailCallbacks {
    typealias Function =
        @convention(c) (UnsafeMutablePointer<CChar>?, Int, Int, UnsafeMutableRawPointer?) -> Int

    static let read: Function = { buffer, size, count, this in
        guard let buffer = unsafe buffer, let transfer = unsafe MailCallbacks.transfer(this) else {
            return Int(CURL_READFUNC_ABORT)
        }
        let space = unsafe UnsafeMutableRawBufferPointer(start: buffer, count: size * count)
        return unsafe transfer.readMail(space)
    }

    static let header: Function = { buffer, size, count, this in
        guard let buffer = unsafe buffer, let transfer = unsafe MailCallbacks.transfer(this) else {
            return -1
        }
        unsafe transfer.noteReply(UnsafeRawBufferPointer(start: buffer, count: size * count))
        return size * count
    }

    /// The worker holds the transfer as long as libcurl knows it.
    private static func transfer(_ this: UnsafeMutableRawPointer?) -> CurlTransfer? {
        unsafe this.map { unsafe Unmanaged<CurlTransfer>.fromOpaque($0).takeUnretainedValue() }
    }
}
