/// Finds the functions of a Swift file and how many lines each one takes.
///
/// A function is whatever has a body of its own: `func`, `init`, `deinit`, `subscript`, a computed
/// property, or each of its accessors. Its length runs from its keyword's line to its closing brace.
struct FunctionScanner {
    struct Function: Equatable {
        let name: String
        /// Counted from 1.
        let line: Int
        let length: Int
    }

    private struct Token {
        let text: Substring
        let line: Int
    }

    private static let accessors: Set<Substring> = [
        "get", "set", "willSet", "didSet", "_read", "_modify", "read", "modify",
    ]
    private static let functionKeywords: Set<Substring> = ["func", "init", "deinit", "subscript"]
    /// What cannot stand between a declaration's name and its body.
    private static let stops: Set<Substring> = [
        "func", "init", "deinit", "subscript", "var", "let", "case", "struct", "class", "enum",
        "protocol", "extension", "static", "associatedtype", "typealias", "import", "}", ";",
        "if", "for", "while", "guard", "switch", "return", "do", "repeat", "defer",
    ]

    private let tokens: [Token]

    init(_ source: SwiftSource) {
        tokens = source.code.enumerated().flatMap { index, line in
            line.matches(of: /\w+|[^\s\w`]/).map { Token(text: $0.output, line: index + 1) }
        }
    }

    var functions: [Function] {
        tokens.indices.flatMap { functions(declaredAt: $0) }
    }

    private func functions(declaredAt index: Int) -> [Function] {
        let keyword = tokens[index].text
        // `a.init`, `@init`, and names that are keywords in backquotes declare nothing.
        if index > 0, [".", "@", "func", "case"].contains(tokens[index - 1].text) { return [] }
        if keyword == "var" { return property(at: index) }
        guard Self.functionKeywords.contains(keyword),
            let brace = bodyBrace(after: index)
        else { return [] }
        return [function(from: index, brace: brace, named: name(at: index))]
    }

    /// A property's own body, or its accessors where it has such.
    private func property(at index: Int) -> [Function] {
        guard let brace = bodyBrace(after: index) else { return [] }
        let end = closingBrace(of: brace)
        let accessors = accessorIndices(in: brace..<end)
        guard !accessors.isEmpty else {
            // A brace after a value is a closure of that value, not the property's body.
            if tokens[index..<brace].contains(where: { $0.text == "=" }) { return [] }
            return [function(from: index, brace: brace, named: name(at: index))]
        }
        return accessors.compactMap { accessor in
            bodyBrace(after: accessor).map {
                function(
                    from: accessor,
                    brace: $0,
                    named: name(at: index) + "." + tokens[accessor].text
                )
            }
        }
    }

    /// The accessors that stand directly in a body, not deeper.
    private func accessorIndices(in body: Range<Int>) -> [Int] {
        var depth = 0
        var found: [Int] = []
        for index in body {
            let text = tokens[index].text
            let before = index > body.lowerBound ? tokens[index - 1].text : ""
            if "({[".contains(text) { depth += 1 }
            if ")}]".contains(text) { depth -= 1 }
            let mayStart = ["{", "}", "mutating", "nonmutating", "unsafe"].contains(before)
            if depth == 1, mayStart, Self.accessors.contains(text) { found.append(index) }
        }
        return found
    }

    /// The brace that opens a declaration's body; nil where the declaration has none.
    private func bodyBrace(after keyword: Int) -> Int? {
        var depth = 0
        // The name itself may be a word that would stop the search.
        let start = tokens[keyword].text == "func" ? keyword + 2 : keyword + 1
        for index in start..<max(start, tokens.count) {
            let text = tokens[index].text
            if text == "(" || text == "[" { depth += 1 }
            if text == ")" || text == "]" { depth -= 1 }
            if depth < 0 { return nil }
            guard depth == 0 else { continue }
            if text == "{" { return index }
            if Self.stops.contains(text) { return nil }
        }
        return nil
    }

    private func closingBrace(of brace: Int) -> Int {
        var depth = 0
        for index in brace..<tokens.count {
            if tokens[index].text == "{" { depth += 1 }
            if tokens[index].text == "}" { depth -= 1 }
            if depth == 0 { return index }
        }
        return tokens.count - 1
    }

    private func function(from keyword: Int, brace: Int, named name: String) -> Function {
        let line = tokens[keyword].line
        let length = tokens[closingBrace(of: brace)].line - line + 1
        return Function(name: name, line: line, length: length)
    }

    private func name(at index: Int) -> String {
        let keyword = tokens[index].text
        guard keyword == "func" || keyword == "var", index + 1 < tokens.count else {
            return String(keyword)
        }
        return String(tokens[index + 1].text)
    }
}
