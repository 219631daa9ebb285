/// What is asked of one text of an answer or a callback.
package enum WireTest: Hashable, Sendable {
    /// It is one of these, letter for letter.
    case isOne(of: [String])
    /// It begins with one of these.
    case hasPrefix(oneOf: [String])
    /// One of these stands somewhere in it.
    case contains(oneOf: [String])
    /// A regular expression finds something in it; the readers of files have tried it.
    case matches(String)
    /// Whether there is anything at all; `null` is nothing.
    case isPresent(Bool)

    /// Bounds how much of a text is searched: messages of gateways are short.
    private static let searchedMax = 4_000

    /// Whether the test passes.
    ///
    /// `isThere`: Whether something stands at the place, be it a list.
    /// `text`: What stands there, if it is a text, a number or a flag.
    package func holds(isThere: Bool, text: String?) -> Bool {
        if case .isPresent(let expected) = self { return isThere == expected }
        guard let text else { return false }
        switch self {
        case .isOne(let words): return words.contains(text)
        case .hasPrefix(let words): return words.contains { text.hasPrefix($0) }
        case .contains(let words):
            return words.contains { text.firstRange(of: $0) != nil }
        case .matches(let pattern):
            guard let regex = try? Regex(pattern) else { return false }
            return text.prefix(WireTest.searchedMax).contains(regex)
        case .isPresent: return false
        }
    }

    /// Whether every text that passes `other` passes this test, as far as can be told.
    package func covers(_ other: WireTest) -> Bool {
        if self == other { return true }
        switch (self, other) {
        case (.isPresent(true), .isPresent(false)), (.isPresent(false), _): return false
        case (.isPresent(true), _): return true
        case (_, .isOne(let words)):
            return words.allSatisfy { holds(isThere: true, text: $0) }
        case (.hasPrefix(let mine), .hasPrefix(let words)):
            return words.allSatisfy { word in mine.contains { word.hasPrefix($0) } }
        case (.contains, .hasPrefix(let words)), (.contains, .contains(let words)):
            return words.allSatisfy { holds(isThere: true, text: $0) }
        default: return false
        }
    }
}

/// What is asked of the value at one place.
package struct PathTest: Hashable, Sendable {
    package var path: WirePath
    package var test: WireTest

    package init(_ path: WirePath, _ test: WireTest) {
        self.path = path
        self.test = test
    }
}

/// What is asked of one header, by its name in small letters.
package struct HeaderTest: Hashable, Sendable {
    package var name: String
    package var test: WireTest

    package init(_ name: String, _ test: WireTest) {
        self.name = name
        self.test = test
    }
}
