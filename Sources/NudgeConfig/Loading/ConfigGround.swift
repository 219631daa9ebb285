package import NudgeCore

/// The main file and its time zones, without rules: what an open store stands on.
package struct ConfigGround: Sendable {
    package let settings: DaemonSettings
    /// The first rulebook's; `nil` when no rulebook can be read.
    package let defaultZone: ZoneRules?
    package let zones: ZoneStore
    /// The names of agreements that the rulebooks know.
    package let agreements: Set<String>
    /// `nil` where the main file names none, or it cannot be read.
    package let calendar: BusinessCalendar?
}
