package import NudgeCore

/// Reads `Config/replies/*.yaml`: the words of each market, and what they do in this house.
package struct ReplyFolder {
    package var policy: ReplyPolicy
    package var problems: [ConfigProblem]
    /// The files that were read: their texts are part of what is in force.
    package var texts: [(path: String, text: String)]

    /// Without the folder, or without a file in it, the standard words hold.
    package static func read(_ folder: String) -> ReplyFolder {
        var result = ReplyFolder(policy: ReplyPolicy(), problems: [], texts: [])
        guard let names = try? FileReader.files(in: folder).filter({ $0.hasSuffix(".yaml") }),
            !names.isEmpty
        else { return result }
        var reader = ReplyFileReader()
        for name in names {
            let path = FilePath.join(folder, name)
            let list = ConfigProblemList(file: path)
            do {
                let text = try FileReader.text(path, most: StrictYAML.bytesMax)
                result.texts.append((path, text))
                reader.read(text: text, problems: list)
            } catch {
                list.add(ConfigProblem(file: path, message: error.message))
            }
            result.problems += list.sorted
        }
        let ambiguous = reader.policy.words.ambiguous
        if !ambiguous.isEmpty {
            result.problems.append(
                ConfigProblem(
                    file: folder,
                    message: "these words mean two things: " + ambiguous.joined(separator: ", "),
                    hint: "each command stands in one list only"
                )
            )
        }
        if reader.policy.words.optOut.isEmpty {
            result.problems.append(
                ConfigProblem(
                    file: folder,
                    message: "no word means 'stop'",
                    hint: "add opt_out words: people must be able to refuse"
                )
            )
        }
        result.policy = reader.policy
        return result
    }
}

/// Reads one file of words after the other into one policy.
package struct ReplyFileReader {
    package private(set) var policy = ReplyPolicy(words: ReplyLexicon())
    /// Where a length or a team was given, so that a second one is told.
    private var given: [String: String] = [:]

    private static let meanings: [(key: String, meaning: ReplyMeaning)] = [
        ("opt_out", .optOut), ("opt_in", .optIn), ("help", .help),
        ("wrong_person", .wrongPerson), ("complaint", .complaint), ("hardship", .hardship),
        ("says_paid", .saysPaid), ("auto_reply", .autoReply),
    ]
    private static let holdKeys = ["says_paid", "hardship", "complaint"]
    private static let teamKeys = ["hardship", "wrong_person", "other"]
    /// A single letter found anywhere in a text would be found everywhere.
    private static let phraseMin = 2

    package init() {}

    package mutating func read(text: String, problems: ConfigProblemList) {
        guard let top = StrictYAML.parse(text, problems: problems) else { return }
        let keys = ReplyFileReader.meanings.map(\.key) + ["holds", "teams", "answers"]
        guard let map = top.mapping(keys) else { return }
        for (key, meaning) in ReplyFileReader.meanings {
            guard let value = map.optional(key), let words = value.texts() else { continue }
            let isCommand = [.optOut, .optIn, .help].contains(meaning)
            for word in words where !isCommand && word.count < ReplyFileReader.phraseMin {
                value.fail(
                    "'\(word)' would be found in nearly every reply",
                    hint: "write a phrase of two characters or more"
                )
            }
            policy.words.add(words, as: meaning)
        }
        if let value = map.optional("holds") { readHolds(value) }
        if let value = map.optional("teams") { readTeams(value) }
        if let value = map.optional("answers") { readAnswers(value) }
    }

    private mutating func readAnswers(_ value: YAMLValue) {
        let known = ReplyFileReader.meanings.filter { ReplyMeaning.answered.contains($0.meaning) }
        guard let map = value.mapping(known.map(\.key)) else { return }
        for (key, meaning) in known {
            guard let value = map.optional(key), isFirst("answers.\(key)", value),
                let template = value.text()
            else { continue }
            if !template.hasPrefix(Tier.courtesyFolder) {
                value.fail(
                    "'\(template)' does not stand among the answers",
                    hint: "write \(Tier.courtesyFolder)\(template), and put the file there"
                )
            }
            policy.answers[meaning] = template
        }
    }

    private mutating func readHolds(_ value: YAMLValue) {
        guard let map = value.mapping(ReplyFileReader.holdKeys) else { return }
        for key in ReplyFileReader.holdKeys {
            guard let value = map.optional(key), isFirst("holds.\(key)", value),
                let length = value.length(in: .hours(1) ... .days(90))
            else { continue }
            switch key {
            case "says_paid": policy.paidHold = length
            case "hardship": policy.hardshipHold = length
            default: policy.complaintHold = length
            }
        }
    }

    private mutating func readTeams(_ value: YAMLValue) {
        guard let map = value.mapping(ReplyFileReader.teamKeys) else { return }
        for key in ReplyFileReader.teamKeys {
            guard let value = map.optional(key), isFirst("teams.\(key)", value),
                let team = value.text()
            else { continue }
            switch key {
            case "hardship": policy.hardshipTeam = team
            case "wrong_person": policy.repairTeam = team
            default: policy.freeTextTeam = team
            }
        }
    }

    private mutating func isFirst(_ key: String, _ value: YAMLValue) -> Bool {
        if let place = given[key] {
            value.fail("'\(key)' was given before, in \(place)", hint: "keep one of them")
            return false
        }
        given[key] = "\(value.file):\(value.line)"
        return true
    }
}
