/// A range of whole numbers, both ends included; `nil` upper end: none.
package struct CountRange: Hashable, Sendable {
    package var from: Int
    package var to: Int?

    package init(from: Int, to: Int? = nil) {
        self.from = from
        self.to = to
    }

    package func contains(_ count: Int) -> Bool {
        count >= from && to.map { count <= $0 } ?? true
    }

    /// Whether everything in `other` is in this range, too.
    package func holds(_ other: CountRange) -> Bool {
        from <= other.from && (to ?? .max) >= (other.to ?? .max)
    }
}
