internal import NudgeCore
internal import NudgeGateways
internal import NudgeStore

/// What somebody's words do.
struct ReplyUnderstanding {
    let store: any OperatorStore
    let policy: ReplyPolicy

    /// The reply with its effect, as the store takes it; `nil` for an address that is none.
    func inbound(_ reply: InboundReply, from gateway: String) throws(StoreError) -> Inbound? {
        guard let address = Address(inbound: reply.address, kind: reply.addressKind) else {
            return nil
        }
        let meaning = reply.meaning ?? policy.words.meaning(of: reply.text)
        return .reply(
            gateway: gateway,
            channel: reply.channel,
            from: address,
            text: reply.text,
            meaning: try effect(of: meaning, reply, address),
            at: reply.at,
            about: ReplyFacts(
                id: reply.id,
                opens: opens(meaning, reply.channel),
                isAutomatic: meaning == .autoReply || reply.meaning != nil,
                // What a gateway understood by itself it also answers by itself.
                answers: reply.meaning == nil && policy.answers[meaning] != nil ? meaning : nil
            )
        )
    }

    private func effect(
        of meaning: ReplyMeaning,
        _ reply: InboundReply,
        _ address: Address
    ) throws(StoreError) -> ReplyEffect {
        switch meaning {
        case .optOut: .refuse(try classes(reply.channel, address))
        case .optIn: .accept(try classes(reply.channel, address))
        case .wrongPerson: .wrongPerson
        case .complaint: .hold(.complaint, until: reply.at + policy.complaintHold)
        case .hardship: .hold(.hardshipPlan, until: reply.at + policy.hardshipHold)
        case .saysPaid: .hold(.saysPaid, until: reply.at + policy.paidHold)
        case .help, .autoReply, .other: .none
        }
    }

    /// Work for people, where the words ask for one.
    private func opens(_ meaning: ReplyMeaning, _ channel: Channel) -> ReplyCase? {
        switch meaning {
        case .hardship:
            ReplyCase(
                kind: .hardship,
                team: policy.hardshipTeam,
                reason: "the customer wrote by \(channel.name) that he cannot pay"
            )
        case .wrongPerson:
            ReplyCase(
                kind: .contactRepair,
                team: policy.repairTeam,
                reason: "somebody else answered by \(channel.name)"
            )
        case .other:
            policy.freeTextTeam.map {
                ReplyCase(
                    kind: .reply,
                    team: $0,
                    reason: "the customer wrote by \(channel.name)"
                )
            }
        case .optOut, .optIn, .help, .complaint, .saysPaid, .autoReply: nil
        }
    }

    /// The class of what was last sent there, and marketing with it; all classes when nothing was.
    private func classes(
        _ channel: Channel,
        _ address: Address
    ) throws(StoreError) -> ClassChannelSet {
        var result = ClassChannelSet(.marketing, channel)
        if let last = try store.lastClass(address: address, channel: channel) {
            result.insert(ClassChannelSet(last, channel))
        } else {
            for messageClass in MessageClass.allCases {
                result.insert(ClassChannelSet(messageClass, channel))
            }
        }
        return result
    }
}
