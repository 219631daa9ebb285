internal import NudgeCore

/// What a rehearsal came to, gateway by gateway.
package struct RehearsalReport: Sendable {
    package var demo: DemoReport
    /// In the order of the configuration.
    package var gateways: [Gateway]
    /// Accounts that do not balance, for a person to read.
    package var imbalances: [String]

    /// One gateway.
    package struct Gateway: Hashable, Sendable {
        package var name: String
        package var requests = 0
        package var tokens = 0
        package var queries = 0
        /// Of them, those about a message that the vendor took.
        package var queriesKnown = 0
        /// Messages by the class of their answer.
        package var answers: [DemoCount] = []
        /// Messages that a person would have received.
        package var taken = 0
        /// Messages that came more than once.
        package var resent = 0
        /// Receipts and replies that were posted and taken.
        package var posted = 0
        package var givenUp = 0
        /// Contacts in doubt at the end.
        package var inDoubt = 0
        /// Requests that the vendor would not have taken, and why.
        package var refused = 0
        package var reasons: [String] = []
        /// Why it was left out; `nil`: it was rehearsed.
        package var leftOut: String?

        package init(name: String) {
            self.name = name
        }
    }

    package init(demo: DemoReport, gateways: [Gateway], imbalances: [String]) {
        self.demo = demo
        self.gateways = gateways
        self.imbalances = imbalances
    }

    /// Rules broken and accounts that do not balance.
    package var violations: Int { demo.audit.violations.count + imbalances.count }

    private static let imbalancesShownMax = 20

    /// The demo's report, then a block for each gateway; ends in the line `rule violations: N`,
    /// and what they are.
    package var text: String {
        let own = demo.text.split(separator: "\n", omittingEmptySubsequences: false)
        let end = own.firstIndex { $0.hasPrefix("rule violations: ") } ?? own.endIndex
        var lines = own[..<end].map(String.init)
        for gateway in gateways { lines += block(gateway) + [""] }
        lines.append("accounts: " + (imbalances.isEmpty ? "balanced" : "not balanced"))
        lines += imbalances.prefix(RehearsalReport.imbalancesShownMax).map { "  \($0)" }
        lines.append("")
        lines.append("rule violations: \(violations)")
        lines += own[end...].dropFirst().map(String.init)
        return lines.joined(separator: "\n")
    }

    private func block(_ gateway: Gateway) -> [String] {
        if let leftOut = gateway.leftOut { return ["Gateway \(gateway.name): stopped, \(leftOut)"] }
        var lines = ["Gateway \(gateway.name)"]
        lines.append(line("requests", gateway.requests))
        if gateway.tokens > 0 { lines.append(line("tokens fetched", gateway.tokens)) }
        if gateway.queries > 0 {
            lines.append(line("asked about messages", gateway.queries))
            lines.append(line("of them known to the vendor", gateway.queriesKnown))
        }
        lines += gateway.answers.map { line("answered \($0.name)", $0.total) }
        if gateway.refused > 0 { lines.append(line("refused as wrong requests", gateway.refused)) }
        lines += gateway.reasons.map { "    \($0)" }
        lines += [
            line("taken", gateway.taken), line("sent more than once", gateway.resent),
            line("receipts and replies", gateway.posted),
        ]
        if gateway.givenUp > 0 { lines.append(line("of them given up", gateway.givenUp)) }
        lines.append(line("in doubt at the end", gateway.inDoubt))
        return lines
    }

    private func line(_ name: String, _ count: Int) -> String {
        "  " + DisplayWidth.fit(name, to: 28)
            + DisplayWidth.right(DemoFigures.count(count), to: 10)
    }
}
