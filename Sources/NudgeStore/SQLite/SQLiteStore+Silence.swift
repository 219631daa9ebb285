package import NudgeCore

/// Which gateways promise receipts and deliver none: told by the daemon, read by `nudge status`.
extension SQLiteStore {
    /// By name, since when.
    package func silentGateways() throws(StoreError) -> [String: Instant] {
        let text = try read { try $0.meta(.silentGateways) { $0.text(at: 0) } } ?? ""
        var silent: [String: Instant] = [:]
        for line in text.split(separator: "\n") {
            let cells = line.split(separator: "\t")
            guard cells.count == 2, let since = Int64(cells[1]) else { continue }
            silent[String(cells[0])] = Instant(milliseconds: since)
        }
        return silent
    }

    package func setSilentGateways(_ silent: [String: Instant]) throws(StoreError) {
        let lines = silent.map { "\($0.key)\t\($0.value.milliseconds)" }.sorted()
        try write { session in
            try session.setMeta(.silentGateways) { $0.text(lines.joined(separator: "\n")) }
        }
    }
}
