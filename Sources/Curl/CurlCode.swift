internal import CCurl

/// A result code of libcurl: an open set, for a newer libcurl may add to it.
///
/// Source: <https://curl.se/libcurl/c/libcurl-errors.html>
package struct CurlCode: RawRepresentable, Hashable, Sendable {
    package let rawValue: Int32

    package init(rawValue: Int32) {
        self.rawValue = rawValue
    }

    init(_ code: CURLcode) {
        rawValue = Int32(code.rawValue)
    }

    package static let ok = CurlCode(rawValue: 0)
    /// A scheme that the request does not allow.
    package static let unsupportedProtocol = CurlCode(rawValue: 1)
    package static let malformedURL = CurlCode(rawValue: 3)
    package static let cannotResolveHost = CurlCode(rawValue: 6)
    package static let cannotConnect = CurlCode(rawValue: 7)
    package static let partialAnswer = CurlCode(rawValue: 18)
    /// We refused the answer: it is longer than allowed.
    package static let writeError = CurlCode(rawValue: 23)
    package static let timeout = CurlCode(rawValue: 28)
    package static let tlsConnect = CurlCode(rawValue: 35)
    /// We refused to begin: after `notAfter`, or a second attempt.
    package static let abortedByCallback = CurlCode(rawValue: 42)
    package static let gotNothing = CurlCode(rawValue: 52)
    package static let sendError = CurlCode(rawValue: 55)
    package static let receiveError = CurlCode(rawValue: 56)
    package static let peerVerification = CurlCode(rawValue: 60)
    /// libcurl wanted to send the body a second time, and was not let.
    package static let cannotRewind = CurlCode(rawValue: 65)
}

/// Why libcurl could not do what it was told.
package struct CurlError: Error, Hashable, Sendable, CustomStringConvertible {
    package let code: CurlCode
    /// What failed, in libcurl's words or ours.
    ///
    /// Holds the host's name, never headers or body.
    package let message: String
    /// How far the request came.
    package let phase: CurlPhase

    package init(code: CurlCode, message: String, phase: CurlPhase = .preparation) {
        self.code = code
        self.message = message
        self.phase = phase
    }

    /// `libcurl 7: Failed to connect to 127.0.0.1 port 9: Connection refused`.
    package var description: String { "libcurl \(code.rawValue): \(message)" }
}
