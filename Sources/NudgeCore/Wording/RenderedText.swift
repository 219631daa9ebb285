/// A message in words, as it leaves.
package struct RenderedText: Hashable, Sendable {
    /// The subject of an e-mail or title of a push; `nil` for channels without one.
    package var subject: String?
    package var body: String

    package init(subject: String? = nil, body: String) {
        self.subject = subject
        self.body = body
    }
}
