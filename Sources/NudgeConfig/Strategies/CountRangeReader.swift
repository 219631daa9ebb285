import NudgeCore

extension YAMLValue {
    /// `3..`, `1..2`, `0`: whole numbers, both ends included.
    func countRange() -> CountRange? {
        guard let text = text() else { return nil }
        guard let range = CountRange(parsing: text, unit: "") else {
            fail("'\(text)' is not a range of counts", hint: "write \"3..\", \"1..2\" or \"0\"")
            return nil
        }
        return isSome(range, text) ? range : nil
    }

    /// `90%..`, `50%..90%`, `..30%`: thousandths; the lower end belongs to it, the upper does not.
    func shareRange() -> CountRange? {
        guard let text = text() else { return nil }
        guard text.contains(".."), let range = CountRange(parsing: text, unit: "%") else {
            fail(
                "'\(text)' is not a range of shares",
                hint: "write \"90%..\", \"50%..90%\" or \"..30%\""
            )
            return nil
        }
        let share = CountRange(from: range.from * 10, to: range.to.map { $0 * 10 - 1 })
        return isSome(share, text) ? share : nil
    }

    private func isSome(_ range: CountRange, _ text: String) -> Bool {
        if let to = range.to, to < range.from {
            fail("this can never match: nothing lies in \(text)")
            return false
        }
        return true
    }
}

extension CountRange {
    /// Numbers of at most four digits, each followed by `unit`; a missing lower end is 0.
    fileprivate init?(parsing text: String, unit: String) {
        func number(_ part: Substring) -> Int? {
            let digits = part.trimmed
            guard digits.hasSuffix(unit), digits.utf8.count <= 4 + unit.utf8.count else {
                return nil
            }
            let value = YAMLValue.integer(digits.dropLast(unit.count))
            return value.flatMap { $0 >= 0 ? $0 : nil }
        }
        guard let dots = text.firstRange(of: "..") else {
            guard let only = number(text[...]) else { return nil }
            self.init(from: only, to: only)
            return
        }
        let (low, high) = (text[..<dots.lowerBound], text[dots.upperBound...])
        guard !low.trimmed.isEmpty || !high.trimmed.isEmpty else { return nil }
        let from = low.trimmed.isEmpty ? 0 : number(low)
        let to = high.trimmed.isEmpty ? nil : number(high)
        guard let from, to != nil || high.trimmed.isEmpty else { return nil }
        self.init(from: from, to: to)
    }
}
