/// A calendar's file, to read and to replace.
package enum CalendarFile {
    /// The days that stand in the file; none when there is no file yet, `nil` when it is broken.
    package static func days(
        at path: String,
        problems: ConfigProblemList
    ) -> [CalendarDay]? {
        do {
            let text = try FileReader.text(path, most: StrictYAML.bytesMax)
            return CalendarReader.days(text: text, problems: problems)
        } catch {
            if error.isMissing { return [] }
            problems.add(ConfigProblem(file: path, message: error.message))
            return nil
        }
    }

    /// The notice in a file; `nil` when it is none, and `problems` say why.
    package static func notice(
        at path: String,
        problems: ConfigProblemList
    ) -> CalendarNotice? {
        do {
            let text = try FileReader.text(path, most: StrictYAML.bytesMax)
            return CalendarNotice.read(text: text, problems: problems)
        } catch {
            problems.add(ConfigProblem(file: path, message: error.message))
            return nil
        }
    }

    /// Puts the calendar in the file's place, whole or not at all; says what failed.
    package static func replace(_ path: String, with update: CalendarUpdate) -> String? {
        FileWriter.replace(path, with: update.text)
    }
}
