import ArgumentParser
import NudgeConfig
import NudgeCore
import NudgeDaemon
import NudgeStore

/// How it stands.
struct StatusCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status",
        abstract: "Customers, lanes, stops, and what was sent today."
    )

    @OptionGroup var config: ConfigOption

    func run() throws {
        let opened = try config.openStore()
        do {
            try report(opened, at: WallClock().now())
        } catch let error as StoreError {
            throw Failed(error)
        }
    }

    private func report(_ opened: OpenStore, at now: Instant) throws {
        let store = opened.store
        let status = try store.status()
        print("environment  \(opened.settings.environment.rawValue)")
        try printMode(opened)
        print("customers    \(status.customers), \(status.debts) debts")
        print("in doubt     \(status.unknownContacts) contacts unknown")
        for count in try store.caseCounts() {
            let untold =
                count.untold == 0 ? "" : ", \(count.untold) not told to the staff's webhook"
            print(
                "cases        \(count.cases) open, \(count.kind.name) for \(count.team),"
                    + " oldest \(count.oldest)\(untold)"
            )
        }
        for lane in status.lanes {
            let name = lane.name.isEmpty ? "(decide)" : lane.name
            print("lane         \(name): \(lane.timers) timers, next \(lane.nextDue)")
        }
        for stop in try store.stops() {
            print(
                "STOPPED      \(stop.stop.scope.words), since \(stop.at) by \(stop.actor):"
                    + " \(stop.why)"
            )
        }
        for (name, since) in try store.silentGateways().sorted(by: { $0.key < $1.key }) {
            print(
                "NO RECEIPTS  \(name), since \(since): nothing falls back from it; are its"
                    + " callbacks reached?"
            )
        }
        for trouble in try store.tokenTroubles() {
            print("NO TOKEN     \(trouble.gateway), \(trouble.words)")
        }
        try printSetAside(store)
        try printComplaints(opened, at: now)
        let zone = opened.defaultZone
        if let (message, hint) = opened.calendar?.endWarning(on: zone.localDate(now)) {
            Terminal.error("warning: \(message)\n  hint: \(hint)")
        }
        let today = zone.startOfDay(zone.localDate(now))
        let offset = Milliseconds(zone.segment(at: now).offset)
        let counts = try store.contactCounts(
            from: today,
            to: now + .milliseconds1,
            dayOffset: offset
        )
        print("today        \(counts.reduce(0) { $0 + $1.contacts }) contacts")
        for state in ContactState.allCases {
            let total = counts.filter { $0.state == state }.reduce(0) { $0 + $1.contacts }
            if total > 0 { print("  \(state.name): \(total)") }
        }
    }

    private func printSetAside(_ store: SQLiteStore) throws {
        let aside = try store.setAside().map(\.reference)
        guard let first = aside.first else { return }
        let shown = aside.prefix(StatusCommand.setAsideMax).joined(separator: ", ")
        let more = aside.count - min(aside.count, StatusCommand.setAsideMax)
        print(
            "SET ASIDE    \(aside.count) \(aside.count == 1 ? "customer" : "customers"),"
                + " not decided any more: \(shown)"
                + (more > 0 ? " and \(more) more" : "")
                + "; 'nudge explain \(first)' says why,"
                + " 'nudge resume --customer \(first)' lets go"
        )
    }

    /// More are counted and not named.
    private static let setAsideMax = 5

    /// How near templates and tiers are to the limit at which complaints stop them.
    private func printComplaints(_ opened: OpenStore, at now: Instant) throws {
        guard let limit = opened.settings.complaints else { return }
        for count in try opened.store.complaintCounts(within: limit.within, at: now) {
            print(
                "complaints   \(count.stop.scope.words): about \(count.complaints) of"
                    + " \(count.contacts) contacts within \(limit.within); stops above"
                    + " \(limit.rate), from \(limit.atLeast) contacts on"
            )
        }
    }

    /// Loud where nothing is sent: an operator must not take a shadow for the real thing.
    private func printMode(_ opened: OpenStore) throws {
        let stored = try opened.store.mode()
        switch opened.settings.mode {
        case .live: print("mode         live")
        case .shadow: print("MODE         *** SHADOW: decides, and sends NOTHING ***")
        }
        if let stored, stored.rawValue != opened.settings.mode.rawValue {
            print("STORE        *** of mode \(stored.rawValue): see 'nudge shadow' ***")
        }
        let ramp = opened.settings.ramp
        guard ramp.ramp != .everybody else { return }
        let tiers = ramp.tiers.map { ", \($0.name) \($0.percent) %" }.joined()
        print("RAMP         \(ramp.percent) % of the customers\(tiers)")
    }
}

extension Milliseconds {
    fileprivate static let milliseconds1 = Milliseconds(1)
}
