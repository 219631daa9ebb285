import Yams

/// Reads YAML into nodes that know their place, and never lets YAML decide what a word means.
///
/// YAML 1.1 reads `22:00` as the number 1320 and `no` as false. Here every scalar is its own text,
/// and the reader of a key says what it should be.
package enum StrictYAML {
    /// The longest file that is read: configuration is written by hand.
    package static let bytesMax = 4 << 20

    /// The top node of the only document in `text`; `nil` when it is empty or is not YAML.
    ///
    /// Errors of syntax and duplicate keys are added to `problems` with their place.
    package static func parse(_ text: String, problems: ConfigProblemList) -> YAMLValue? {
        guard text.utf8.count <= bytesMax else {
            problems.add(
                ConfigProblem(
                    file: problems.file,
                    message: "the file has more than \(bytesMax / (1 << 20)) MiB",
                    hint: "split it"
                )
            )
            return nil
        }
        var source = text
        // A key said twice stops the composer. It is reported, masked, and reading goes on.
        for index in 0..<DuplicateKey.perFileMax {
            do {
                guard let node = try Yams.compose(yaml: source, Resolver.basic) else {
                    problems.add(
                        ConfigProblem(file: problems.file, message: "the file is empty")
                    )
                    return nil
                }
                return YAMLValue(node: node, name: "", problems: problems)
            } catch YamlError.duplicatedKeysInMapping(let keys, let context) {
                let duplicate = DuplicateKey(
                    key: keys.first ?? "",
                    firstLine: context.mark.line,
                    firstColumn: context.mark.column
                )
                problems.add(duplicate.problem(in: source, file: problems.file))
                guard let masked = duplicate.masked(in: source, index: index) else { return nil }
                source = masked
            } catch {
                problems.add(problem(for: error, file: problems.file))
                return nil
            }
        }
        return nil
    }

    private static func problem(for error: any Error, file: String) -> ConfigProblem {
        var problem = ConfigProblem(file: file, message: "this is not YAML")
        switch error as? YamlError {
        case .scanner(let context, let text, let mark, _),
            .parser(let context, let text, let mark, _),
            .composer(let context, let text, let mark, _):
            problem.line = mark.line
            problem.column = mark.column
            problem.message = "this is not YAML: \(text)"
            if let context {
                let place = "line \(context.mark.line), column \(context.mark.column)"
                problem.hint = "\(context.text) that begins at \(place)"
            }
        case .reader(let text, let offset, _, let yaml):
            (problem.line, problem.column) = place(of: offset ?? 0, in: yaml)
            problem.message = "this is not YAML: \(text)"
            problem.hint = "write the file as UTF-8 text without control characters"
        default:
            problem.message = "this is not YAML: \(error)"
        }
        return problem
    }

    /// Line and column of the character with this index.
    private static func place(of offset: Int, in text: String) -> (Int, Int) {
        var line = 1
        var column = 1
        for character in text.prefix(offset) {
            if character.isNewline {
                line += 1
                column = 1
            } else {
                column += character.unicodeScalars.count
            }
        }
        return (line, column)
    }
}
