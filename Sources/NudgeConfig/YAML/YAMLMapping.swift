/// A mapping whose unknown keys have been told.
package struct YAMLMapping {
    private let owner: YAMLValue
    private var values: [String: YAMLValue] = [:]
    private var keys: [String: YAMLValue] = [:]
    /// Known keys that an unknown one was probably meant to be: they are not missing, too.
    private var meant: Set<String> = []

    init(owner: YAMLValue, entries: [(key: YAMLValue, value: YAMLValue)], known: [String]) {
        self.owner = owner
        for (key, value) in entries where known.contains(value.name) {
            values[value.name] = value
            keys[value.name] = key
        }
        let missing = known.filter { values[$0] == nil }
        for (key, value) in entries where !known.contains(value.name) {
            let nearest =
                NearestWord.find(value.name, in: missing)
                ?? NearestWord.find(value.name, in: known)
            if let nearest { meant.insert(nearest) }
            key.fail(
                "unknown key '\(value.name)'",
                hint: nearest.map { "did you mean '\($0)'?" }
                    ?? "known keys: \(known.joined(separator: ", "))"
            )
        }
    }

    /// The value of a key that may be left out.
    package func optional(_ key: String) -> YAMLValue? {
        values[key]
    }

    /// The value of a key that must be there; its absence is a problem at the mapping's place.
    package func required(_ key: String) -> YAMLValue? {
        if let value = values[key] { return value }
        if !meant.contains(key) { owner.fail("the key '\(key)' is missing") }
        return nil
    }

    package func has(_ key: String) -> Bool {
        values[key] != nil
    }

    /// The key itself, where a problem is about its being there.
    package func key(_ key: String) -> YAMLValue? {
        keys[key]
    }

    package func fail(_ message: String, hint: String = "") {
        owner.fail(message, hint: hint)
    }
}
