/// What a fault server does with a connection that it has just accepted.
package enum FaultAcceptance: Hashable, Sendable {
    case serve
    /// Ends it before anything is read; with TLS, before the handshake.
    case end(FaultEnding)
    /// Reads and writes nothing until the client goes away.
    case hang
    /// Sends these bytes in the clear, reads nothing, and closes.
    case greet([UInt8])
    /// With TLS: ends it when the client's hello has come, unanswered.
    case endInHandshake(FaultEnding)
    /// Ends it once the connection stands (with TLS: after the handshake) and the first byte of a
    /// request has come, which is not read.
    case endWhenSpokenTo(FaultEnding)
}

/// How a connection ends.
package enum FaultEnding: Hashable, Sendable {
    /// In order: with TLS, after its close notice.
    case close
    /// TCP's end alone, without the close notice of TLS.
    case cut
    /// A TCP reset.
    case reset
}

/// What a fault server does with a request whose head it has read.
package enum FaultReaction: Hashable, Sendable {
    /// Reads it whole and answers.
    case answer(FaultAnswer)
    /// Ends the connection with the body unread.
    case endBeforeBody(FaultEnding)
    /// Answers with the body unread, and ends the connection.
    case answerBeforeBody(FaultAnswer, FaultEnding)
    /// Reads it whole and ends the connection without a word.
    case end(FaultEnding)
    /// Reads it whole and says nothing until the client goes away.
    case hang
    /// Reads it whole, sends these bytes as they are, and ends the connection.
    case raw([UInt8], FaultEnding)
    /// Reads it whole and sends header lines for ever.
    case endlessHeaders
    /// Reads it whole and sends a body for ever.
    case endlessBody
    /// Reads it whole and answers byte by byte, waiting between them.
    case drip(FaultAnswer, milliseconds: Int32)
    /// Reads it whole and does what only HTTP/2 knows.
    case http2(HTTP2Fault)

    /// Status 200 and an empty body.
    package static let fine = FaultReaction.answer(FaultAnswer())

    package static func text(_ text: String, _ ending: FaultEnding = .close) -> FaultReaction {
        .raw(Array(text.utf8), ending)
    }
}

/// One answer.
package struct FaultAnswer: Hashable, Sendable {
    package var status: Int
    /// Whole lines, beside those of the length.
    package var headers: [String]
    package var body: [UInt8]
    /// What `Content-Length` says; `nil`: the truth.
    package var declaredLength: Int?
    /// Statuses of 100 to 199 that are sent before it.
    package var interim: [Int]
    package var delayMilliseconds: Int32
    /// Bytes behind the answer that nobody asked for; HTTP/1.1 alone.
    package var surplus: [UInt8]
    package var afterwards: Afterwards

    /// What becomes of the connection.
    package enum Afterwards: Hashable, Sendable {
        case keep
        case end(FaultEnding)
        /// Ended as soon as the test calls `FaultServer.tell()`.
        case endWhenTold(FaultEnding)
        /// Ended when the next request begins to come, of which HTTP/2 reads the head and HTTP/1.1
        /// nothing.
        case endWhenSpokenTo(FaultEnding)
    }

    package init(
        _ status: Int = 200,
        headers: [String] = [],
        body: String = "",
        declaredLength: Int? = nil,
        interim: [Int] = [],
        delayMilliseconds: Int32 = 0,
        surplus: String = "",
        afterwards: Afterwards = .keep
    ) {
        self.status = status
        self.headers = headers
        self.body = Array(body.utf8)
        self.declaredLength = declaredLength
        self.interim = interim
        self.delayMilliseconds = delayMilliseconds
        self.surplus = Array(surplus.utf8)
        self.afterwards = afterwards
    }
}

/// What a server of HTTP/2 can do beside answering; connections are kept unless it says otherwise.
package enum HTTP2Fault: Hashable, Sendable {
    /// RST_STREAM with this code; 7 is REFUSED_STREAM, 13 HTTP_1_1_REQUIRED.
    case resetStream(code: UInt32)
    /// GOAWAY that disowns this stream, and no answer; then the connection ends.
    case goAwayBefore(FaultEnding)
    /// GOAWAY that owns this stream, then its answer, then the connection ends.
    case goAwayAfter(FaultAnswer)
    /// GOAWAY that owns this stream, no answer, and the connection ends.
    case goAwayAndEnd(FaultEnding)
    /// The answer's header and half of its body, then RST_STREAM.
    case resetInAnswer(code: UInt32)
    /// The answer's header and half of its body, then the connection ends.
    case endInAnswer(FaultEnding)
    /// A frame that must not come: DATA on a stream that nobody opened.
    case strayFrame

    package static let refusedStream: UInt32 = 7
    package static let http11Required: UInt32 = 13
    package static let internalError: UInt32 = 2
}
