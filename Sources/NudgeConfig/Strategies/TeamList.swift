/// The teams that a strategy lists, and which of them get something to do.
final class TeamList {
    let names: [String]
    private(set) var used: Set<String> = []

    init(_ names: [String] = []) {
        self.names = names
    }

    /// Whether the team is listed; it is used then.
    func use(_ name: String) -> Bool {
        used.insert(name)
        return names.contains(name)
    }
}
