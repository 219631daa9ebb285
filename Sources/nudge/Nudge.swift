import ArgumentParser

/// The command line of the reminder daemon.
@main
struct Nudge: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "nudge",
        abstract: "The reminder daemon for lenders.",
        discussion: """
            Exit status: 0 done; 1 failed, nothing was changed; 2 done, but rows were rejected; \
            3 held back, force it if it is right; 64 wrong usage.
            """,
        version: "0.1.0",
        subcommands: [
            DemoCommand.self, RehearseCommand.self, ServeCommand.self, CheckCommand.self,
            ImportCommand.self,
            PlanCommand.self, SimulateCommand.self, ExplainCommand.self, RulesCommand.self,
            CalendarCommand.self, StopCommand.self, ResumeCommand.self, HoldCommand.self,
            StatusCommand.self, SpendCommand.self,
            ShadowCommand.self, ContactsCommand.self, CasesCommand.self, ReceiptsCommand.self,
            GatewayCommand.self,
            KeyCommand.self,
        ]
    )
}
