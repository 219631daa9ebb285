import NudgeCore
import NudgeStore
import NudgeTestKit
import Testing

@testable import NudgeDaemon

/// A world whose gateway is a fault server: the real engine, store and libcurl against real sockets
/// that break.
@WorldActor
struct FaultyWorld {
    let world: World
    let server: FaultServer
    let mixture: FaultMixture

    init(
        _ mixture: FaultMixture,
        transport: FaultServer.Transport = .plain,
        at start: Instant = .shanghai("2026-11-10 09:00"),
        adjust: @escaping @Sendable (inout GatewaySettings) -> Void = { _ in }
    ) throws {
        self.mixture = mixture
        let server = try FaultServer(.init(transport: transport)) { mixture.reaction(to: $0.id) }
        self.server = server
        let url = server.url
        let authority =
            transport == .plain ? nil : try TestAuthority.shared.get().file
        var options = World.Options(
            rules: .fixture(
                windows: [.fixture("08:00", "22:00")],
                caps: [.fixture(most: 1, per: .calendarDay)],
                tiers: [.fixture(.fixture(days: [1], preferred: ("08:00", "08:01")))]
            )
        )
        options.adjust = { settings in
            settings.url = url + "messages"
            settings.schemes = transport == .plain ? [.http] : [.https]
            settings.authorityFile = authority
            settings.totalTimeout = Milliseconds(700)
            settings.sureStatuses = [503]
            adjust(&settings)
        }
        world = try World(options, at: start)
    }

    /// People, each with one debt and a telephone of his own, due at once.
    func tell(_ numbers: ClosedRange<Int>) throws {
        try world.tell(numbers.flatMap { Person.withPhone($0).facts(due: "2026-11-09") })
    }

    /// The store's account is the gateway's, and nobody is lost.
    func expectAgreement(_ comment: Comment) throws {
        let problems = try audit().problems()
        #expect(problems == [], comment)
        let lost = try lost()
        #expect(lost == [], comment)
    }

    func audit() throws -> FaultAudit {
        var contacts: [FaultAudit.Contact] = []
        for customer in try world.customers() {
            let reference = customer.facts.reference
            for contact in try world.contacts(of: reference) {
                contacts.append(
                    FaultAudit.Contact(
                        wireID: world.wireID(contact),
                        customer: reference,
                        state: contact.state,
                        reason: contact.reason ?? ""
                    )
                )
            }
        }
        return FaultAudit(contacts: contacts, sights: server.sights)
    }

    /// Customers of whom nothing left, nothing waits, and nobody knows why.
    private func lost() throws -> [String] {
        try world.customers().compactMap { customer in
            let facts = customer.facts
            guard customer.timer == nil, facts.quarantine.isEmpty else { return nil }
            let states = try world.states(of: facts.reference)
            let hasEnd = states.contains { $0.countsAgainstCaps || $0 == .refused }
            return hasEnd ? nil : facts.reference
        }
    }
}
