package import NudgeCore

/// Values that several kinds of file share.
extension YAMLValue {
    /// A length such as `24h`, `7d`, `30m`, `15s`.
    package func length(in range: ClosedRange<Milliseconds>? = nil) -> Milliseconds? {
        guard
            let value = parsed(
                "a length such as 30s, 15m, 24h or 7d",
                { Milliseconds(parsing: $0) }
            )
        else { return nil }
        if let range, !range.contains(value) {
            fail("'\(name)' must lie in \(range.lowerBound)…\(range.upperBound), not \(value)")
            return nil
        }
        return value
    }

    /// `basis: {kind: regulation, source: "…"}`: no rule without its origin.
    ///
    /// May say how sure we are (`confidence: high`), and who answers for it in this house
    /// (`signed_off: {by: "…", on: 2026-11-24}`).
    package func basis() -> Basis? {
        guard let map = mapping(["kind", "source", "confidence", "signed_off"]) else { return nil }
        let kind = map.required("kind")?.word(of: Basis.Kind.allCases, named: \.name)
        let source = map.required("source")?.text()
        let confidence = map.optional("confidence")?
            .word(of: Basis.Confidence.allCases, named: \.name)
        let signedOff = map.optional("signed_off").flatMap { $0.signOff() }
        guard let kind, let source else { return nil }
        return Basis(kind: kind, source: source, confidence: confidence, signedOff: signedOff)
    }

    private func signOff() -> Basis.SignOff? {
        guard let map = mapping(["by", "on"]) else { return nil }
        let by = map.required("by")?.text()
        let date = map.required("on")?.date()
        guard let by, let date else { return nil }
        return Basis.SignOff(by: by, on: date)
    }

    package func channels() -> Set<Channel>? {
        words(of: Channel.allCases, named: \.name).map(Set.init)
    }

    package func classes() -> Set<MessageClass>? {
        words(of: MessageClass.allCases, named: \.name).map(Set.init)
    }

    package func roles() -> Set<Role>? {
        words(of: Role.allCases, named: \.name).map(Set.init)
    }

    /// A range of the day, `08:00-22:00`; its end may be `24:00`.
    ///
    /// Ends that meet are refused: nobody can tell "all day" from "never".
    package func timeRange() -> TimeRange? {
        guard
            let range = parsed(
                "a range of the day such as \"08:00-22:00\"",
                { TimeRange(parsing: $0) }
            )
        else { return nil }
        guard range.from != range.to else {
            fail(
                "the ends of the window meet: \(range.from)-\(range.to)",
                hint: "for the whole day write \"00:00-24:00\"; for never, leave the rule out"
            )
            return nil
        }
        guard range.from.minutes < 1440 else {
            fail("a window cannot begin at 24:00", hint: "write 00:00")
            return nil
        }
        return range
    }
}

/// A half-open range of the day; crosses midnight when `to` < `from`.
package struct TimeRange: Hashable, Sendable {
    package var from: TimeOfDay
    package var to: TimeOfDay

    package init(from: TimeOfDay, to: TimeOfDay) {
        self.from = from
        self.to = to
    }

    /// Reads `08:00-22:00`; blanks around the dash are allowed.
    package init?(parsing text: String) {
        // Digits and colons alone: a sign before a number is a slip.
        guard text.utf8.allSatisfy({ (48...58).contains($0) || " -\t".utf8.contains($0) }) else {
            return nil
        }
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 2, let from = TimeOfDay(parsing: parts[0].trimmed),
            let to = TimeOfDay(parsing: parts[1].trimmed)
        else { return nil }
        self.init(from: from, to: to)
    }

    /// The rest of the day: `22:00-08:00` gives `08:00-22:00`.
    ///
    /// - Precondition: the range is not the whole day.
    package var complement: TimeRange {
        let start = to.minutes == 1440 ? TimeOfDay(minutes: 0) : to
        let end = from.minutes == 0 ? TimeOfDay(minutes: 1440) : from
        precondition(start != end, "the whole day has no complement")
        return TimeRange(from: start, to: end)
    }

    package var isWholeDay: Bool {
        from.minutes == 0 && to.minutes == 1440
    }

    package var crossesMidnight: Bool {
        to < from
    }
}

extension StringProtocol {
    /// Without blanks and tabs at either end.
    var trimmed: SubSequence {
        let isBlank: (Character) -> Bool = { $0 == " " || $0 == "\t" }
        guard let first = firstIndex(where: { !isBlank($0) }),
            let last = lastIndex(where: { !isBlank($0) })
        else { return self[startIndex..<startIndex] }
        return self[first...last]
    }
}
