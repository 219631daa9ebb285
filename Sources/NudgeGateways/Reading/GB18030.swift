internal import Glibc

/// Text in the mainland's encoding, through the C library's iconv.
enum GB18030 {
    /// UTF-8; `nil` when a byte cannot be decoded.
    static func decode(_ bytes: [UInt8]) -> [UInt8]? {
        convert(bytes, from: "GB18030", to: "UTF-8", growth: 2)
    }

    /// From UTF-8; `nil` when it is none.
    static func encode(_ bytes: [UInt8]) -> [UInt8]? {
        convert(bytes, from: "UTF-8", to: "GB18030", growth: 2)
    }

    /// No character grows by more than `growth` times, and a few bytes.
    private static func convert(
        _ bytes: [UInt8],
        from source: String,
        to target: String,
        growth: Int
    ) -> [UInt8]? {
        // iconv_open answers (iconv_t)-1 when it does not know the encoding.
        guard let handle = iconv_open(target, source), Int(bitPattern: handle) != -1 else {
            return nil
        }
        defer { iconv_close(handle) }
        var input = bytes
        var output = [UInt8](repeating: 0, count: bytes.count * growth + 16)
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
                guard result != -1, sourceLeft == 0 else { return nil }
                return target.count - targetLeft
            }
        }
        return made.map { Array(output[..<$0]) }
    }
}
