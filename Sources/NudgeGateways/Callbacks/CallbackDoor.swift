package import NudgeCore

/// One callback address of a gateway: believes, reads and answers what comes to it.
///
/// Pure, but for the certificates of a vendor that are handed in: bytes in, events out. A callback
/// that is not believed yields nothing, nor does one that cannot be read.
package struct CallbackDoor: Sendable {
    package let form: CallbackForm
    private let verifier: CallbackVerifier

    /// Bounds a body: five megabytes are no callback.
    package static let bodyBytesMax = 1 << 20
    /// Bounds what one callback can make the store do in one transaction.
    package static let eventsMax = 1_000
    /// Bounds what is sent back to a check of the address.
    private static let echoMax = 512

    /// Made with the secrets that its checks need.
    ///
    /// `secrets`: The texts by the names that the file gives them.
    /// Throws `CallbackSetupError` when one is missing, or is none.
    package init(
        _ form: CallbackForm,
        secrets: [String: String]
    ) throws(CallbackSetupError) {
        self.form = form
        verifier = try CallbackVerifier(form, secrets: secrets)
    }

    /// Believes and reads one callback.
    ///
    /// `certificates`: For schemes that need a vendor's certificate: PEM by its address.
    /// Throws `CallbackError`; nothing of the callback must be used then.
    package func read(
        _ input: CallbackInput,
        certificates: [String: String] = [:],
        now: Instant
    ) throws(CallbackError) -> CallbackReading {
        guard input.body.count <= CallbackDoor.bodyBytesMax else {
            throw .tooLarge(input.body.count)
        }
        let believed = try verifier.verify(input, certificates: certificates, now: now)
        if believed.confirmation != nil {
            return CallbackReading(once: believed.once, confirmation: believed.confirmation)
        }
        var reading = try CallbackReader(form).read(believed.body, now: now)
        reading.once = believed.once
        return reading
    }

    /// What a check of the address by GET gets to read; `nil`: this gateway makes none.
    package func echo(_ input: CallbackInput, now: Instant) throws(CallbackError) -> [UInt8]? {
        guard let name = form.echo else { return nil }
        let parameters = input.parameters
        guard let text = parameters[name], text.utf8.count <= CallbackDoor.echoMax else {
            throw .unreadable("the query has no '\(name)'")
        }
        let plain = try verifier.verifyEcho(input, text: text, now: now)
        let isHarmless = plain.allSatisfy { (0x20..<0x7F).contains($0) && $0 != UInt8(ascii: "<") }
        guard isHarmless else { throw .unreadable("'\(name)' holds more than plain signs") }
        return plain
    }

    /// The address of the certificate that must be at hand to believe this; `nil`: none.
    package func certificateAddress(_ input: CallbackInput) throws(CallbackError) -> String? {
        try verifier.certificateAddress(input)
    }
}

/// Why a callback address cannot be set up.
package struct CallbackSetupError: Error, Hashable, Sendable, CustomStringConvertible {
    package let description: String
}
