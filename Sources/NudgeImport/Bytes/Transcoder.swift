import Glibc

/// Turns bytes of one encoding into UTF-8, a piece at a time, through the C library's iconv.
///
/// What cannot be decoded becomes `Transcoder.faultMark`, a byte that no UTF-8 text has, so that
/// the record in which it stands is refused and reading goes on.
final class Transcoder {
    /// Never part of UTF-8.
    static let faultMark: UInt8 = 0xFF
    /// Bytes converted by one call of iconv; only a size of buffer.
    private static let stepSize = 64 * 1024

    private let handle: iconv_t
    private let unitSize: Int
    private var output = [UInt8](repeating: 0, count: Transcoder.stepSize)

    init(from encoding: TextEncoding) throws(ImportFault) {
        // iconv_open answers (iconv_t)-1 when it does not know the encoding.
        guard let handle = iconv_open("UTF-8", encoding.iconvName), Int(bitPattern: handle) != -1
        else { throw .encodingUnknown(encoding.rawValue) }
        self.handle = handle
        unitSize = encoding == .utf16LittleEndian || encoding == .utf16BigEndian ? 2 : 1
    }

    deinit {
        iconv_close(handle)
    }

    /// Converts all of `input` but a character cut off at its end, which it leaves there.
    ///
    /// With `isLast`, such a remainder becomes a fault mark.
    func convert(_ input: inout [UInt8], isLast: Bool, into text: inout [UInt8]) {
        var consumed = 0
        // Every round consumes input, fills the output, or ends the loop.
        while consumed < input.count {
            let (taken, made, fault) = step(&input, from: consumed)
            consumed += taken
            text.append(contentsOf: output[..<made])
            if fault == EILSEQ || (fault == EINVAL && isLast) {
                text.append(Transcoder.faultMark)
                consumed += min(unitSize, input.count - consumed)
            } else if fault == EINVAL {
                break
            }
        }
        input.removeSubrange(..<consumed)
    }

    private func step(
        _ input: inout [UInt8],
        from start: Int
    ) -> (taken: Int, made: Int, fault: Int32) {
        input.withUnsafeMutableBytes { source in
            output.withUnsafeMutableBytes { target in
                var sourcePointer = source.baseAddress?.assumingMemoryBound(to: CChar.self)
                    .advanced(by: start)
                var sourceLeft = source.count - start
                var targetPointer = target.baseAddress?.assumingMemoryBound(to: CChar.self)
                var targetLeft = target.count
                let result = iconv(
                    handle,
                    &sourcePointer,
                    &sourceLeft,
                    &targetPointer,
                    &targetLeft
                )
                let fault = result == -1 ? errno : 0
                return (
                    source.count - start - sourceLeft, target.count - targetLeft,
                    fault == E2BIG ? 0 : fault
                )
            }
        }
    }
}
