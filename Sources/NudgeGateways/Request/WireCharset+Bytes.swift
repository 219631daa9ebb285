internal import NudgeCore

extension WireCharset {
    /// The text's bytes.
    ///
    /// GB18030 has a code for every character of Unicode, so that nothing is lost.
    func bytes(of text: String) -> [UInt8] {
        let utf8 = Array(text.utf8)
        guard self == .gb18030, !utf8.allSatisfy({ $0 < 0x80 }) else { return utf8 }
        guard let bytes = GB18030.encode(utf8) else {
            preconditionFailure("the C library has no GB18030: install its gconv modules")
        }
        return bytes
    }

    /// The bytes as a text, to be shown; what is not of this charset becomes U+FFFD.
    func text(of bytes: [UInt8]) -> String {
        let utf8 = self == .gb18030 ? GB18030.decode(bytes) ?? bytes : bytes
        return String(decoding: utf8, as: UTF8.self)
    }
}
