extension Proposal {
    /// The contact that is made of it, as caps and later decisions see it.
    package func contact(
        id: ContactID,
        at now: Instant,
        state: ContactState,
        _ rules: Ruleset
    ) -> PastContact {
        PastContact(
            id: id,
            at: now,
            channel: channel,
            messageClass: messageClass,
            point: point,
            state: state,
            occasion: occasions[0],
            moreOccasions: occasions.count == 1 ? [] : Array(occasions.dropFirst()),
            content: rules.contentPrints[tier][step][stepChannel]
        )
    }
}
