/// Finds a phrase's parts in folded text.
enum FoldedSearch {
    static func matches(
        _ parts: [[Unicode.Scalar]],
        _ items: [FoldedText.Item],
        at start: Int,
        gapMax: Int
    ) -> Bool {
        guard var end = end(of: parts[0], items, at: start) else { return false }
        for part in parts.dropFirst() {
            let next = (end...min(end + gapMax, items.count)).lazy.compactMap {
                self.end(of: part, items, at: $0)
            }.first
            guard let next, items[next - 1].sentence == items[start].sentence else { return false }
            end = next
        }
        return true
    }

    /// The index behind a part that stands at `start`, within one sentence; Latin words must stand
    /// alone.
    private static func end(
        of part: [Unicode.Scalar],
        _ items: [FoldedText.Item],
        at start: Int
    ) -> Int? {
        let end = start + part.count
        guard end <= items.count, items[end - 1].sentence == items[start].sentence else {
            return nil
        }
        for index in part.indices where items[start + index].scalar != part[index] { return nil }
        let continuesBefore =
            start > 0 && isLatin(part[0]) && adjoins(items, start - 1, start)
        let continuesAfter =
            end < items.count && isLatin(part[part.count - 1]) && adjoins(items, end - 1, end)
        return continuesBefore || continuesAfter ? nil : end
    }

    private static func adjoins(_ items: [FoldedText.Item], _ left: Int, _ right: Int) -> Bool {
        isLatin(items[left].scalar) && isLatin(items[right].scalar)
            && items[left].offset + 1 == items[right].offset
    }

    private static func isLatin(_ scalar: Unicode.Scalar) -> Bool {
        ("a"..."z").contains(scalar) || ("0"..."9").contains(scalar)
    }
}
