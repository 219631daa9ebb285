extension ZoneStore {
    /// Bounds the list: the database has some 350 zones in use.
    private static let namesMax = 2000

    /// The names of the zones in present use, as the database's own list has them.
    ///
    /// Empty when the list is missing; zones can be asked for by name all the same. Source: the
    /// third column of `zone1970.tab`, part of tzdata.
    package var names: [String] {
        guard let text = try? FileReader.text("\(folder)/zone1970.tab", most: 1 << 20) else {
            return []
        }
        var names: [String] = []
        for line in text.split(whereSeparator: \.isNewline) where !line.hasPrefix("#") {
            let columns = line.split(separator: "\t", omittingEmptySubsequences: false)
            if columns.count >= 3, names.count < ZoneStore.namesMax {
                names.append(String(columns[2]))
            }
        }
        return names.sorted()
    }
}
