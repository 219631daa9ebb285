internal import Curl
internal import NudgeCore

extension WireCondition {
    /// Whether an answer meets it.
    ///
    /// `tree`: Its body, read; `nil`: it cannot be read as what it should be.
    /// `charset`: Of its body.
    func holds(_ answer: CurlAnswer, _ tree: JSONValue?, _ charset: WireCharset) -> Bool {
        (statuses.isEmpty || statuses.contains { $0.contains(answer.status) })
            && headers.allSatisfy { test in
                let value = answer.header(test.name)
                return test.test.holds(isThere: value != nil, text: value)
            }
            && fields.allSatisfy { test in tree.map { $0.passes(test) } ?? false }
            && body.allSatisfy { test in
                test.holds(isThere: !answer.body.isEmpty, text: answer.bodyText(charset))
            }
    }
}

extension CurlAnswer {
    /// Empty where its bytes are no text of this charset.
    func bodyText(_ charset: WireCharset) -> String {
        String(decoding: WireTree.utf8(body, charset) ?? [], as: UTF8.self)
    }
}
