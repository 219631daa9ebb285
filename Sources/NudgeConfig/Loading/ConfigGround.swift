package import NudgeCore

/// The main file and its time zones, without rules: what an open store stands on.
package struct ConfigGround: Sendable {
    package let settings: DaemonSettings
    /// The first rulebook's; `nil` when no rulebook can be read.
    package let defaultZone: ZoneRules?
    package let zones: ZoneStore
}
