internal import Glibc

/// Reads HTTP/2 header blocks with nghttp2's inflater, which libcurl has brought; belongs to one
/// thread.
final class HeaderInflater {
    private typealias Pointer = UnsafeMutableRawPointer
    private typealias Make = @convention(c) (UnsafeMutablePointer<Pointer?>) -> Int32
    private typealias Inflate =
        @convention(c) (
            Pointer?, Pointer, UnsafeMutablePointer<Int32>,
            UnsafePointer<UInt8>?, Int, Int32
        ) -> Int
    private typealias End = @convention(c) (Pointer?) -> Int32
    private typealias Free = @convention(c) (Pointer?) -> Void

    /// `nghttp2_nv`.
    private struct Field {
        var name: UnsafePointer<UInt8>?
        var value: UnsafePointer<UInt8>?
        var nameCount = 0
        var valueCount = 0
        var flags: UInt8 = 0
    }

    private let inflater: Pointer?
    private let inflate: Inflate
    private let end: End
    private let free: Free

    private static let isFinal: Int32 = 1
    private static let hasField: Int32 = 2

    /// - Throws: Where there is no nghttp2.
    init() throws(LoopbackError) {
        guard let library = dlopen("libnghttp2.so.14", RTLD_NOW),
            let make = dlsym(library, "nghttp2_hd_inflate_new"),
            let inflate = dlsym(library, "nghttp2_hd_inflate_hd2"),
            let end = dlsym(library, "nghttp2_hd_inflate_end_headers"),
            let free = dlsym(library, "nghttp2_hd_inflate_del")
        else { throw LoopbackError(call: "dlopen libnghttp2.so.14", number: 0) }
        self.inflate = unsafeBitCast(inflate, to: Inflate.self)
        self.end = unsafeBitCast(end, to: End.self)
        self.free = unsafeBitCast(free, to: Free.self)
        var inflater: Pointer?
        _ = unsafeBitCast(make, to: Make.self)(&inflater)
        self.inflater = inflater
    }

    deinit {
        free(inflater)
    }

    /// The fields of a whole block; `nil` when it cannot be read.
    func fields(_ block: [UInt8]) -> [LoopbackHeader]? {
        var fields: [LoopbackHeader] = []
        var place = 0
        while true {
            var field = Field()
            var flags: Int32 = 0
            let count = block.withUnsafeBufferPointer { bytes in
                let start = bytes.baseAddress.map { $0 + place }
                return inflate(inflater, &field, &flags, start, bytes.count - place, 1)
            }
            guard count >= 0 else { return nil }
            place += count
            if flags & HeaderInflater.hasField != 0 {
                fields.append(
                    LoopbackHeader(
                        name: Self.text(field.name, field.nameCount),
                        value: Self.text(field.value, field.valueCount)
                    )
                )
            }
            if flags & HeaderInflater.isFinal != 0 {
                _ = end(inflater)
                return fields
            }
            guard flags & HeaderInflater.hasField != 0 || place < block.count else { return nil }
        }
    }

    private static func text(_ start: UnsafePointer<UInt8>?, _ count: Int) -> String {
        String(decoding: UnsafeBufferPointer(start: start, count: count), as: UTF8.self)
    }
}
