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

    /// The same without what growing left over.
    var trimmed: TextArena {
        var copy = self
        copy.bytes = bytes.withUnsafeBufferPointer(Array.init)
        copy.ends = ends.withUnsafeBufferPointer(Array.init)
        return copy
    }
}
