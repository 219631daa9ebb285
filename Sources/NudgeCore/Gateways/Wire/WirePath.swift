/// Where something stands in JSON or XML: `Response.SendStatusSet`, `errors.0.message`.
///
/// Names are divided by dots; a number counts the elements of a list, from 0; `*` is the first
/// member of an object, whatever its name. The empty path is all of it. A name that holds a dot
/// itself is written in quotation marks: `a."b.c"`.
package struct WirePath: Hashable, Sendable {
    package let steps: [Step]

    package enum Step: Hashable, Sendable {
        case name(String)
        case element(Int)
        case any
    }

    package init(steps: [Step]) {
        self.steps = steps
    }

    /// `nil` for an empty step, or a quotation mark that is not closed.
    package init?(parsing text: String) {
        guard !text.isEmpty else {
            steps = []
            return
        }
        var steps: [Step] = []
        var rest = Substring(text)
        while true {
            if rest.hasPrefix("\"") {
                guard let end = rest.dropFirst().firstIndex(of: "\"") else { return nil }
                steps.append(.name(String(rest[..<end].dropFirst())))
                rest = rest[rest.index(after: end)...]
            } else {
                let word = rest.prefix { $0 != "." }
                guard !word.isEmpty else { return nil }
                steps.append(WirePath.step(word))
                rest = rest.dropFirst(word.count)
            }
            guard !rest.isEmpty else { break }
            guard rest.hasPrefix("."), rest.count > 1 else { return nil }
            rest = rest.dropFirst()
        }
        self.steps = steps
    }

    private static func step(_ word: Substring) -> Step {
        if word == "*" { return .any }
        if word.utf8.allSatisfy({ (48...57).contains($0) }), let index = Int(word) {
            return .element(index)
        }
        return .name(String(word))
    }
}
