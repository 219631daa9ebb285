package import NudgeCore

/// One rulebook by the path of its file, without the rest of a configuration.
package enum RulebookFile {
    /// What a reading gave: a rulebook, unless there was an error; and all that is to be said.
    package struct Result: Sendable {
        package var rulebook: Rulebook?
        package var problems: [ConfigProblem]
    }

    /// The rulebook bears the file's name without its ending.
    package static func read(
        _ path: String,
        zones: ZoneStore = ZoneStore()
    ) -> Result {
        let problems = ConfigProblemList(file: path)
        do {
            let text = try FileReader.text(path, most: StrictYAML.bytesMax)
            let file = path.split(separator: "/").last ?? ""
            let name = file.hasSuffix(".yaml") ? file.dropLast(5) : file
            let rulebook = RulebookReader.read(
                name: String(name),
                text: text,
                problems: problems,
                hasZone: zones.knows
            )
            return Result(rulebook: rulebook, problems: problems.sorted)
        } catch {
            problems.add(ConfigProblem(file: path, message: error.message))
            return Result(rulebook: nil, problems: problems.sorted)
        }
    }
}
