/// A message in words, as it leaves.
package struct RenderedText: Hashable, Sendable {
    /// The subject of an e-mail or title of a push; `nil` for channels without one.
    package var subject: String?
    package var body: String
    /// The same in HTML, for an e-mail whose template has such a part.
    package var html: String?

    package init(subject: String? = nil, body: String, html: String? = nil) {
        self.subject = subject
        self.body = body
        self.html = html
    }
}
