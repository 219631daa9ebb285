/// What became of one request.
///
/// Each request that was taken is completed exactly once.
package struct CurlCompletion: Sendable {
    package var id: UInt64
    package var lane: Int32
    package var outcome: CurlOutcome

    package init(id: UInt64, lane: Int32, outcome: CurlOutcome) {
        self.id = id
        self.lane = lane
        self.outcome = outcome
    }
}

/// How a request ended.
package enum CurlOutcome: Sendable {
    /// A complete answer came, whatever its status.
    case answered(CurlAnswer)
    /// No complete answer came.
    ///
    /// `wasWritten` is true as soon as a connection stood and the request began to be written:
    /// then it may have arrived. False means that surely no byte of it left.
    case failed(CurlError, wasWritten: Bool)
    /// Surely no byte of it left, because we did not let it.
    case notSent(CurlUnsent)
}

/// Why a request was not begun.
package enum CurlUnsent: Hashable, Sendable {
    /// `notAfter` came before the connection stood.
    case expired
    /// Recalled by `cancelUnsent`.
    case cancelled
    case shuttingDown
    /// The client has no such lane.
    case unknownLane
    /// The request itself cannot be sent; the text says why.
    case invalid(String)
}

/// A complete HTTP answer.
package struct CurlAnswer: Sendable {
    /// 200...599.
    package var status: Int
    /// Those that `CurlSettings.keptHeaders` names, once each, with its spelling.
    package var headers: [CurlHeader]
    /// At most `CurlSettings.answerBytesMax`.
    package var body: [UInt8]

    package init(status: Int, headers: [CurlHeader] = [], body: [UInt8] = []) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    /// The value of a header by its name in small letters, if it was kept and came.
    package func header(_ name: String) -> String? {
        headers.first { $0.name == name }?.value
    }
}

/// One header line of an answer.
package struct CurlHeader: Hashable, Sendable {
    package var name: String
    package var value: String

    package init(name: String, value: String) {
        self.name = name
        self.value = value
    }
}
