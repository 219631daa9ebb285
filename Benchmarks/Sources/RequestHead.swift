/// Where a request's head ends, and how long its body is.
struct RequestHead {
    /// Of the line and the headers, the empty line included.
    var headCount: Int
    var bodyCount: Int

    var wholeCount: Int { headCount + bodyCount }

    private static let end = Array("\r\n\r\n".utf8)
    /// As libcurl spells it.
    private static let length = Array("\r\nContent-Length: ".utf8)

    /// `nil` as long as the head is not whole.
    init?(_ bytes: some RandomAccessCollection<UInt8>) {
        let found = bytes.withContiguousStorageIfAvailable { RequestHead.find($0) } ?? nil
        guard let found else { return nil }
        self = found
    }

    private init(headCount: Int, bodyCount: Int) {
        self.headCount = headCount
        self.bodyCount = bodyCount
    }

    private static func find(_ bytes: UnsafeBufferPointer<UInt8>) -> RequestHead? {
        var bodyCount = 0
        var index = 0
        while index + 4 <= bytes.count {
            guard bytes[index] == UInt8(ascii: "\r") else {
                index += 1
                continue
            }
            if matches(end, bytes, at: index) {
                return RequestHead(headCount: index + end.count, bodyCount: bodyCount)
            }
            if matches(length, bytes, at: index) {
                index += length.count
                while index < bytes.count, (0x30...0x39).contains(bytes[index]) {
                    bodyCount = bodyCount * 10 + Int(bytes[index] - 0x30)
                    index += 1
                }
            } else {
                index += 1
            }
        }
        return nil
    }

    /// What stands between `word` and the end of its line, if the word occurs.
    static func text(after word: [UInt8], in bytes: UnsafeBufferPointer<UInt8>) -> String? {
        var start = 0
        while start + word.count <= bytes.count {
            if bytes[start] == word[0], matches(word, bytes, at: start) {
                let rest = bytes[(start + word.count)...]
                return String(decoding: rest.prefix { $0 != UInt8(ascii: "\r") }, as: UTF8.self)
            }
            start += 1
        }
        return nil
    }

    private static func matches(
        _ word: [UInt8],
        _ bytes: UnsafeBufferPointer<UInt8>,
        at start: Int
    ) -> Bool {
        guard start + word.count <= bytes.count else { return false }
        for index in word.indices where bytes[start + index] != word[index] { return false }
        return true
    }
}
