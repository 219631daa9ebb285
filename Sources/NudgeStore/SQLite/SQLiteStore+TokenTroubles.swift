package import NudgeCore

/// Which gateways get no token: told by the daemon, read by `nudge status`.
extension SQLiteStore {
    /// In the order of the gateways' names.
    package func tokenTroubles() throws(StoreError) -> [TokenTrouble] {
        let text = try read { try $0.meta(.tokenTroubles) { $0.text(at: 0) } } ?? ""
        return text.split(separator: "\n").compactMap(TokenTrouble.init(line:))
    }

    package func setTokenTroubles(_ troubles: [TokenTrouble]) throws(StoreError) {
        let lines = troubles.map(\.line).sorted()
        try write { session in
            try session.setMeta(.tokenTroubles) { $0.text(lines.joined(separator: "\n")) }
        }
    }
}

extension TokenTrouble {
    /// `name TAB since TAB next TAB reason`.
    fileprivate var line: String {
        let words = reason.split(whereSeparator: { $0 == "\t" || $0 == "\n" })
        return "\(gateway)\t\(since.milliseconds)\t\(next.milliseconds)\t"
            + words.joined(separator: " ")
    }

    fileprivate init?(line: Substring) {
        let cells = line.split(separator: "\t", maxSplits: 3, omittingEmptySubsequences: false)
        guard cells.count == 4, let since = Int64(cells[1]), let next = Int64(cells[2]) else {
            return nil
        }
        self.init(
            gateway: String(cells[0]),
            since: Instant(milliseconds: since),
            next: Instant(milliseconds: next),
            reason: String(cells[3])
        )
    }
}
