import NudgeCore
import NudgeSimulation
import NudgeStore
import NudgeTestKit

@testable import NudgeDaemon

/// Plays a course in a world, and writes down what was seen.
@WorldActor
final class SimulationPlay {
    private let course: SimulatedCourse
    private let world: World
    private var silences: [SimulationRecord.Silence] = []
    private var silenced: Set<String> = []

    init(_ course: SimulatedCourse) throws {
        self.course = course
        var options = World.Options(rules: SimulatedCourse.rules)
        options.adjust = { $0.totalTimeout = Milliseconds(250) }
        world = try World(options, at: course.start)
        take(.healthy)
    }

    func play() async throws -> SimulationRecord {
        for person in course.people {
            try world.tell(Person(person).facts(due: person.dueDate.description))
        }
        for event in course.events {
            try await world.run(until: max(event.at, world.now))
            try await happen(event.kind)
        }
        try await world.run(until: course.end)
        return try record()
    }

    private func happen(_ kind: SimulatedEvent.Kind) async throws {
        switch kind {
        case .gateway(let mood):
            if mood == .refusesConnections {
                world.gateways[0].goDown()
            } else {
                try world.gateways[0].comeUp()
            }
            take(mood)
        case .pays(let index):
            let person = Person(course.people[index])
            try world.tell([person.payment(at: world.now)])
            silence(.paid(debt: person.debt), person.reference)
        case .isHeld(let index):
            let person = Person(course.people[index])
            try world.tell([person.hold(at: world.now)])
            silence(.held(customer: person.reference), person.reference)
        case .optsOut(let index):
            try await optOut(Person(course.people[index]))
        case .crash(let turns):
            for _ in 0..<turns { _ = try world.engine.turn() }
            try world.restart()
        case .clockSteps(let step):
            world.clock.set(world.now + step)
        }
    }

    /// The class of what was last sent there, or all when nothing was.
    private func optOut(_ person: Person) async throws {
        let address = Address(kind: .phone, value: person.phone)
        let last = try world.store.lastClass(address: address, channel: .sms)
        try await world.reply("TD", from: person.phone)
        for messageClass in last.map({ [$0] }) ?? MessageClass.allCases {
            silence(.optedOut(address: person.phone, messageClass), person.reference)
        }
    }

    private func silence(_ kind: SimulationRecord.Silence.Kind, _ reference: String) {
        let before = world.gateways[0].messages.count
        silences.append(SimulationRecord.Silence(kind, messagesBefore: before))
        silenced.insert(reference)
    }

    private func take(_ mood: GatewayMood) {
        let seed = course.seed
        world.gateways[0].behave { message in
            WorldReaction(mood.fate(of: message.id, channel: message.channel, seed: seed))
        }
    }

    private func record() throws -> SimulationRecord {
        var contacts: [ObservedContact] = []
        for customer in try world.customers() {
            contacts += try observed(customer.facts)
        }
        let messages = world.gateways[0].messages.map {
            ObservedMessage(
                id: $0.id,
                channel: $0.channel,
                to: $0.to,
                messageClass: $0.messageClass,
                at: $0.at,
                isTaken: $0.isTaken
            )
        }
        let reachable = course.people.map { Person($0).reference }
            .filter { !silenced.contains($0) }
        return SimulationRecord(
            seed: course.seed,
            messages: messages,
            contacts: contacts,
            silences: silences,
            reachable: reachable
        )
    }

    private func observed(_ facts: CustomerFacts) throws -> [ObservedContact] {
        let history = Dictionary(
            facts.history.map { ($0.id, $0) },
            uniquingKeysWith: { first, _ in first }
        )
        return try world.contacts(of: facts.reference).compactMap { contact in
            // What was put back is in the store's rows, and may be gone from the history.
            let occasions = history[contact.id].map { [$0.occasion] + $0.moreOccasions } ?? []
            return ObservedContact(
                id: world.wireID(contact),
                customer: facts.reference,
                channel: contact.channel,
                point: contact.point,
                state: contact.state,
                at: contact.at,
                occasions: occasions,
                debts: try world.store.debtReferences(occasions.map(\.debt))
            )
        }
    }
}

extension Person {
    init(_ person: SimulatedPerson) {
        self.init(person.number, phone: Person.phone(person.phone))
    }
}

extension WorldReaction {
    init(_ fate: SimulatedFate) {
        switch fate {
        case .accepted(nil, _): self = .accepted
        case .accepted(let receipt?, let delay): self = .accepted(receipt, after: delay)
        case .status(let status): self = .refused(status)
        case .cutAfterTaking: self = .cut
        case .noAnswer: self = .silent
        case .throttled(let seconds): self = .refused(429, headers: ["Retry-After: \(seconds)"])
        case .badRecipient: self = .refused(422, code: "bad_recipient")
        }
    }
}
