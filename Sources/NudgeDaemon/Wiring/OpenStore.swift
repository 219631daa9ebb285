package import NudgeConfig
package import NudgeCore
package import NudgeStore

/// A store opened without the rules: for commands that decide nothing.
///
/// An operator must be able to stop the daemon, and a bank to tell it of payments, while somebody
/// else's template is broken on disk.
package struct OpenStore: Sendable {
    package let settings: DaemonSettings
    /// The first rulebook's zone; UTC when no rulebook can be read.
    package let defaultZone: ZoneRules
    package let store: SQLiteStore
    /// The names of agreements that its rulebooks know.
    package let agreements: Set<String>
    /// `nil` where the main file names none, or it cannot be read.
    package let calendar: BusinessCalendar?
    /// What is wrong with the main file's rulebooks; those of other files are not looked for.
    package let problems: [ConfigProblem]

    /// Reads the main file, takes the key and opens the store, making it if it is not there.
    package static func open(
        configFile: String,
        resolver: SecretResolver = SecretResolver()
    ) throws(Installation.Failure) -> OpenStore {
        let (ground, problems) = ConfigLoader.loadGround(configFile: configFile)
        guard let ground else { throw .configuration(problems) }
        let zone = ground.defaultZone ?? ZoneRules(name: "UTC", offsetSeconds: 0)
        let zones = ground.zones
        let store = try Installation.openStore(
            ground.settings,
            zones: ZoneLookup(fallback: zone) { try? zones.rules(for: $0) },
            resolver
        )
        return OpenStore(
            settings: ground.settings,
            defaultZone: zone,
            store: store,
            agreements: ground.agreements,
            calendar: ground.calendar,
            problems: problems
        )
    }
}
