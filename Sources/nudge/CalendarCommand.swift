import ArgumentParser
import NudgeConfig
import NudgeCore
import NudgeDaemon

/// Which days are worked.
struct CalendarCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "calendar",
        abstract: "Keep the calendars of working days.",
        subcommands: [Import.self]
    )

    /// Takes in a year's notice.
    struct Import: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "import",
            abstract: "Add a year's notice of holidays and make-up working days.",
            discussion: """
                The file is CSV in our own form (date,kind,name) or the JSON of holiday-cn. \
                Days that are known and differ are changed only with --force. The daemon uses the \
                calendar after its next reload.
                """
        )

        @OptionGroup var config: ConfigOption
        @Argument(help: "The notice.")
        var file: String
        @Option(help: "The calendar's name. Default: that of the main file, else cn.")
        var calendar: String?
        @Flag(help: "Change days that are known and differ.")
        var force = false

        func run() throws {
            let path = try calendarPath()
            let problems = ConfigProblemList(file: file)
            let notice = CalendarFile.notice(at: file, problems: problems)
            let known = ConfigProblemList(file: path)
            let days = CalendarFile.days(at: path, problems: known)
            for problem in problems.sorted + known.sorted { Terminal.error("\(problem)") }
            guard let notice, let days else {
                throw Failed("\(file) was not taken, see above; nothing was changed")
            }
            let update = CalendarUpdate(days, notice)
            show(update)
            let whole = ConfigProblemList(file: path)
            guard let calendar = update.calendar(problems: whole) else {
                for problem in whole.sorted { Terminal.error("\(problem)") }
                throw Failed("\(file) was not taken, see above; nothing was changed")
            }
            if update.changesNothing {
                print("\(path) knows all of it already")
                return
            }
            guard update.conflicts.isEmpty || force else {
                Terminal.error("nothing was changed: days that are known differ")
                Terminal.error("  hint: if the notice is right, give --force")
                throw ExitCode(3)
            }
            if let failure = CalendarFile.replace(path, with: update) { throw Failed(failure) }
            if let cover = calendar.cover {
                print("\(path) covers \(cover.lowerBound) to \(cover.upperBound)")
            }
            print("reload the daemon to use it: systemctl reload nudged")
        }

        private func calendarPath() throws -> String {
            let (ground, problems) = ConfigLoader.loadGround(configFile: config.path)
            guard let ground else {
                for problem in problems { Terminal.error("\(problem)") }
                throw Failed("\(config.path): not usable, see above")
            }
            let name = calendar ?? ground.settings.calendar ?? "cn"
            guard !name.isEmpty, !name.contains("/"), !name.hasPrefix(".") else {
                throw ValidationError("--calendar is the name of a file in its folder, such as cn")
            }
            return "\(ground.settings.folders.calendars)/\(name).csv"
        }

        private func show(_ update: CalendarUpdate) {
            let days = update.notice.days
            let off = days.count { $0.kind == .holiday }
            print(
                "\(update.notice.year): \(off) days off, \(days.count - off) weekend days worked"
            )
            for day in update.added { print("  + \(words(day))") }
            for conflict in update.conflicts {
                let known = conflict.known.map(words) ?? "\(conflict.date) a plain day"
                let told = conflict.told.map { "\($0.kind.rawValue) \($0.name)" } ?? "a plain day"
                print("  ! \(known), the notice says \(told)")
            }
        }

        private func words(_ day: CalendarDay) -> String {
            "\(day.date) \(day.date.weekday.name) \(day.kind.rawValue) \(day.name)"
        }
    }
}
