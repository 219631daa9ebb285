/// The targets that `Package.swift` declares, read from its text.
struct Manifest {
    struct Target: Equatable {
        let name: String
        let folder: String
    }

    let targets: [Target]

    init(_ text: String) {
        targets = text.matches(of: Self.targetPattern).map { match in
            let name = String(match.output.name)
            let own = Self.ownArguments(text[match.range.upperBound...])
            let path = own.firstMatch(of: /\bpath:\s*"([^"]+)"/).map { String($0.output.1) }
            let root = match.output.kind == "testTarget" ? "Tests" : "Sources"
            return Target(name: name, folder: path ?? root + "/" + name)
        }
    }

    private static var targetPattern: Regex<(Substring, kind: Substring, name: Substring)> {
        /\.(?<kind>target|executableTarget|testTarget|systemLibrary)\(\s*name:\s*"(?<name>[^"]+)"/
    }

    /// The text up to the parenthesis that closes the target.
    private static func ownArguments(_ text: Substring) -> Substring {
        var depth = 1
        let end = text.firstIndex { character in
            if character == "(" { depth += 1 }
            if character == ")" { depth -= 1 }
            return depth == 0
        }
        return text[..<(end ?? text.endIndex)]
    }
}
