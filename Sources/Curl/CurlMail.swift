/// The envelope of a mail: makes a request one of SMTP.
///
/// The request's URL is `smtp://HOST:PORT/NAME` or `smtps://…`, where NAME is what we greet as; its
/// body is the whole message, lines ended by CR and LF. Dots are stuffed by libcurl.
package final class CurlMail: Sendable {
    /// Bare addresses: visible ASCII, without angle brackets.
    let from: String
    let recipient: String
    /// Empty: the server wants none.
    let user: String
    let password: String
    /// Without TLS nothing is said, not even the password.
    let requiresTLS: Bool

    package init(
        from: String,
        recipient: String,
        user: String = "",
        password: String = "",
        requiresTLS: Bool = true
    ) {
        self.from = from
        self.recipient = recipient
        self.user = user
        self.password = password
        self.requiresTLS = requiresTLS
    }

    /// Where in the dialogue a mail server answered; kept as a header of the answer.
    package enum Stage: String, Sendable {
        /// Before we could say anything of the message.
        case greeting
        case authentication
        case sender
        case recipient
        /// The message itself, or what leads to it.
        case data

        /// The name under which it stands in `CurlAnswer.headers`.
        package static let headerName = "smtp-stage"
    }
}
