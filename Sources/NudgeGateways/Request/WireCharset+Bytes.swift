internal import Glibc
internal import NudgeCore

extension WireCharset {
    /// The text's bytes.
    ///
    /// GB18030 has a code for every character of Unicode, so that nothing is lost.
    func bytes(of text: String) -> [UInt8] {
        guard self == .gb18030, !text.utf8.allSatisfy({ $0 < 0x80 }) else {
            return Array(text.utf8)
        }
        return WireCharset.gb18030(Array(text.utf8))
    }

    /// Through the C library's iconv, as files of that encoding are read.
    private static func gb18030(_ text: [UInt8]) -> [UInt8] {
        // iconv_open answers (iconv_t)-1 when it does not know an encoding.
        guard let handle = iconv_open("GB18030", "UTF-8"), Int(bitPattern: handle) != -1 else {
            preconditionFailure("the C library has no GB18030: install its gconv modules")
        }
        defer { iconv_close(handle) }
        var input = text
        // No character takes more than four bytes, and none of UTF-8 less than one.
        var output = [UInt8](repeating: 0, count: text.count * 4)
        let made = input.withUnsafeMutableBytes { source in
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
                precondition(result != -1, "GB18030 has a code for every character")
                return target.count - targetLeft
            }
        }
        return Array(output.prefix(made))
    }
}
