/// Many short texts in one piece of memory, by index.
struct TextArena: Sendable {
    private var bytes: [UInt8] = []
    private var ends: [UInt32] = []

    var count: Int { ends.count }

    /// Adds a text and gives its index.
    @discardableResult
    mutating func add(_ text: String) -> UInt32 {
        bytes.append(contentsOf: text.utf8)
        ends.append(UInt32(bytes.count))
        return UInt32(ends.count - 1)
    }

    func bytes(_ index: UInt32) -> ArraySlice<UInt8> {
        let index = Int(index)
        return bytes[(index == 0 ? 0 : Int(ends[index - 1]))..<Int(ends[index])]
    }

    subscript(index: UInt32) -> String {
        String(decoding: bytes(index), as: UTF8.self)
    }

    /// Gives back what growing left over.
    mutating func trim() {
        bytes = bytes.withUnsafeBufferPointer(Array.init)
        ends = ends.withUnsafeBufferPointer(Array.init)
    }
}
