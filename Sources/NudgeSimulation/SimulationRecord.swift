package import NudgeCore

/// What was seen of one course: the gateways' side and the store's.
package struct SimulationRecord: Sendable {
    package var seed: UInt64
    /// In the order of arrival.
    package var messages: [ObservedMessage]
    package var contacts: [ObservedContact]
    /// What had to silence somebody, with how many messages had arrived before.
    package var silences: [Silence]
    /// The references of people to whom nothing happened that could silence them.
    package var reachable: [String]

    package init(
        seed: UInt64,
        messages: [ObservedMessage],
        contacts: [ObservedContact],
        silences: [Silence],
        reachable: [String]
    ) {
        self.seed = seed
        self.messages = messages
        self.contacts = contacts
        self.silences = silences
        self.reachable = reachable
    }

    /// From here on a person must not hear of it.
    package struct Silence: Hashable, Sendable {
        package var kind: Kind
        package var messagesBefore: Int

        package init(_ kind: Kind, messagesBefore: Int) {
            self.kind = kind
            self.messagesBefore = messagesBefore
        }

        package enum Kind: Hashable, Sendable {
            /// By the debt's reference.
            case paid(debt: String)
            case held(customer: String)
            /// SMS of this class to this address.
            case optedOut(address: String, MessageClass)
        }
    }
}

/// A message as it arrived at a gateway.
package struct ObservedMessage: Hashable, Sendable {
    package var id: String
    package var channel: Channel
    package var to: String
    package var messageClass: MessageClass
    package var at: Instant
    /// Whether a person would have received it.
    package var isTaken: Bool

    package init(
        id: String,
        channel: Channel,
        to: String,
        messageClass: MessageClass,
        at: Instant,
        isTaken: Bool
    ) {
        self.id = id
        self.channel = channel
        self.to = to
        self.messageClass = messageClass
        self.at = at
        self.isTaken = isTaken
    }
}

/// A contact as the store has it in the end.
package struct ObservedContact: Hashable, Sendable {
    /// As gateways know it.
    package var id: String
    package var customer: String
    package var channel: Channel
    package var point: PointID
    package var state: ContactState
    package var at: Instant
    package var occasions: [Occasion]
    /// References, in step with the occasions.
    package var debts: [String]

    package init(
        id: String,
        customer: String,
        channel: Channel,
        point: PointID,
        state: ContactState,
        at: Instant,
        occasions: [Occasion],
        debts: [String]
    ) {
        self.id = id
        self.customer = customer
        self.channel = channel
        self.point = point
        self.state = state
        self.at = at
        self.occasions = occasions
        self.debts = debts
    }
}
