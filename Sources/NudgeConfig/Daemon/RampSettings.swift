package import NudgeCore

/// `ramp:` in the main file, with the places of the tiers that it names.
package struct RampSettings: Hashable, Sendable {
    package var percent: Int
    package var tiers: [Tier]

    /// A tier's share, and where it stands in the file.
    package struct Tier: Hashable, Sendable {
        package var name: String
        package var percent: Int
        package var line: Int
        package var column: Int
    }

    /// Everybody, until the file says otherwise.
    package init(percent: Int = 100, tiers: [Tier] = []) {
        self.percent = percent
        self.tiers = tiers
    }

    package var ramp: Ramp {
        Ramp(
            percent: percent,
            tiers: tiers.map { Ramp.Share(tier: $0.name, percent: $0.percent) }
        )
    }

    /// `{percent: 5, tiers: {coming-due: 100}}`; what is wrong in it is told at its place.
    static func read(_ value: YAMLValue) -> RampSettings {
        guard let map = value.mapping(["percent", "tiers"]) else { return RampSettings() }
        let percent = map.required("percent")?.integer(in: 0...100)
        let tiers = map.optional("tiers")?.entries(keyName: "tier") ?? []
        return RampSettings(
            percent: percent ?? 0,
            tiers: tiers.compactMap { key, value in
                guard let percent = value.integer(in: 0...100) else { return nil }
                return Tier(
                    name: value.name,
                    percent: percent,
                    line: key.line,
                    column: key.column
                )
            }
        )
    }
}
