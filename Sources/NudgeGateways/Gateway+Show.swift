internal import NudgeCore

extension Gateway {
    /// A body of this gateway's, to be read by a person.
    package func text(ofBody bytes: [UInt8]) -> String {
        (settings.http?.request.charset ?? .utf8).text(of: bytes)
    }

    /// The fields of a form body, decoded; none where the body is no form.
    package func formFields(ofBody bytes: [UInt8]) -> [WirePair] {
        guard let request = settings.http?.request, case .form = request.body else { return [] }
        return bytes.split(separator: UInt8(ascii: "&")).map { part in
            let sides = part.split(
                separator: UInt8(ascii: "="),
                maxSplits: 1,
                omittingEmptySubsequences: false
            )
            let texts = sides.map { request.charset.text(of: PercentEncoding.decode($0)) }
            return WirePair(texts[0], texts.count > 1 ? texts[1] : "")
        }
    }
}
