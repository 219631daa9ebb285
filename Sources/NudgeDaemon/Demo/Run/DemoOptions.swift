/// What `nudge demo` is asked to play.
package struct DemoOptions: Sendable {
    /// The demo's main configuration file; its data lie beside it.
    package var configFile: String
    package var days: Int
    package var customers: Int
    /// Where the store is kept; `nil`: in a temporary folder that is removed at the end.
    package var keepIn: String?
    /// The terminal's width when the view is to be drawn; `nil`: one line a day.
    package var terminalWidth: Int?
    package var hasColours: Bool

    package init(
        configFile: String,
        days: Int,
        customers: Int,
        keepIn: String?,
        terminalWidth: Int?,
        hasColours: Bool
    ) {
        self.configFile = configFile
        self.days = days
        self.customers = customers
        self.keepIn = keepIn
        self.terminalWidth = terminalWidth
        self.hasColours = hasColours
    }
}
