/// Words that turn a forbidden one into its opposite: `严禁恐吓`, `不会上门`.
enum Negation {
    private static let words: [[Unicode.Scalar]] = [
        "严禁", "禁止", "不得", "不会", "请勿", "切勿", "谨防", "绝不", "从不", "不可", "并非",
    ].map { Array($0.unicodeScalars) }

    /// Whether one stands before `index`, in its clause and within reach.
    static func precedes(_ items: [FoldedText.Item], at index: Int, reach: Int) -> Bool {
        guard index < items.count else { return false }
        let clause = items[index].clause
        let first = max(index - reach, 0)
        return (first..<index).contains { start in
            items[start].clause == clause
                && words.contains { word in
                    start + word.count <= index
                        && word.indices.allSatisfy { items[start + $0].scalar == word[$0] }
                }
        }
    }
}
