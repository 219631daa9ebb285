internal import Glibc
internal import NudgeCore

extension WireCharset {
    /// The text's bytes.
    ///
    /// GB18030 has a code for every character of Unicode, so that nothing is lost.
    func bytes(of text: String) -> [UInt8] {
        let utf8 = Array(text.utf8)
        guard self == .gb18030, !utf8.allSatisfy({ $0 < 0x80 }) else { return utf8 }
        guard let bytes = WireCharset.converted(utf8, from: "UTF-8", to: "GB18030") else {
            preconditionFailure("the C library has no GB18030: install its gconv modules")
        }
        return bytes
    }

    /// The bytes as a text, to be shown; what is not of this charset becomes U+FFFD.
    func text(of bytes: [UInt8]) -> String {
        let utf8 =
            self == .gb18030
            ? WireCharset.converted(bytes, from: "GB18030", to: "UTF-8") ?? bytes : bytes
        return String(decoding: utf8, as: UTF8.self)
    }

    /// Through the C library's iconv, as files of that encoding are read; `nil` when it does not
    /// know an encoding, or the bytes are not of it.
    private static func converted(_ bytes: [UInt8], from: String, to: String) -> [UInt8]? {
        // iconv_open answers (iconv_t)-1 when it does not know an encoding.
        guard let handle = iconv_open(to, from), Int(bitPattern: handle) != -1 else { return nil }
        defer { iconv_close(handle) }
        var input = bytes
        // No character takes more than four bytes, and none less than one.
        var output = [UInt8](repeating: 0, count: bytes.count * 4)
        let made: Int? = input.withUnsafeMutableBytes { source in
            output.withUnsafeMutableBytes { target in
                var sourcePointer = source.baseAddress?.assumingMemoryBound(to: CChar.self)
                var sourceLeft = source.count
                var targetPointer = target.baseAddress?.assumingMemoryBound(to: CChar.self)
                var targetLeft = target.count
                let result = iconv(
                    handle,
                    &sourcePointer,
                    &sourceLeft,
                    &targetPointer,
                    &targetLeft
                )
                return result == -1 ? nil : target.count - targetLeft
            }
        }
        return made.map { Array(output.prefix($0)) }
    }
}
