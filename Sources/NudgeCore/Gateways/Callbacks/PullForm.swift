/// Receipts and replies that a vendor does not post, and that are asked for: one entry of the
/// section `pull` of a gateway's file.
///
/// See docs/callbacks.md.
package struct PullForm: Hashable, Sendable {
    /// How an answer is read: a callback's form that nobody posts to.
    ///
    /// Its name is the entry's.
    package var reading: CallbackForm
    /// The request that asks for a page, before its signing; of the file's values and secrets.
    package var request: RequestForm
    package var signing: SigningForm?
    /// How long after one round the next begins.
    package var every: Milliseconds
    /// What an answer must hold to count; empty: its status alone does.
    package var success: [PathTest]
    /// `nil`: what was handed out is not handed out again.
    package var acknowledgement: Acknowledgement?

    package static let everyRange = Milliseconds.seconds(5) ... .hours(6)

    package init(
        reading: CallbackForm,
        request: RequestForm,
        signing: SigningForm? = nil,
        every: Milliseconds,
        success: [PathTest] = [],
        acknowledgement: Acknowledgement? = nil
    ) {
        self.reading = reading
        self.request = request
        self.signing = signing
        self.every = every
        self.success = success
        self.acknowledgement = acknowledgement
    }

    package var name: String { reading.name }

    /// The request that says that a page was kept; it is made only after it was.
    package struct Acknowledgement: Hashable, Sendable {
        /// Where in the page stands what is acknowledged: `${mark}` in the request.
        package var mark: WirePath
        package var request: RequestForm
        package var signing: SigningForm?

        package init(mark: WirePath, request: RequestForm, signing: SigningForm? = nil) {
            self.mark = mark
            self.request = request
            self.signing = signing
        }
    }
}
