import NudgeCore

extension ComplaintLimit {
    /// Contacts that a rate may be of: finer than anybody measures, and no product overflows.
    private static let contactsMax = 1_000_000

    /// `{above: 3 per 1000, within: 7d, at_least: 500}`; what is wrong in it is told at its place.
    static func read(_ value: YAMLValue) -> ComplaintLimit? {
        guard let map = value.mapping(["above", "within", "at_least"]) else { return nil }
        let rate = map.required("above").flatMap(rate)
        let within = map.required("within")?.length(in: .hours(1)...withinMax)
        let atLeast = map.required("at_least")?.integer(in: 1...contactsMax)
        guard let rate, let within, let atLeast else { return nil }
        return ComplaintLimit(
            complaints: rate.complaints,
            contacts: rate.contacts,
            within: within,
            atLeast: atLeast
        )
    }

    private static func rate(_ value: YAMLValue) -> (complaints: Int, contacts: Int)? {
        let rate = value.parsed("a rate, such as '3 per 1000'") { text in
            let words = text.split(separator: " ")
            guard words.count == 3, words[1] == "per",
                let complaints = YAMLValue.integer(words[0]), complaints >= 0,
                let contacts = YAMLValue.integer(words[2]), (1...contactsMax).contains(contacts)
            else { return (complaints: Int, contacts: Int)?.none }
            return (complaints, contacts)
        }
        guard let rate else { return nil }
        guard rate.complaints < rate.contacts else {
            value.fail(
                "nothing is ever above \(rate.complaints) per \(rate.contacts): "
                    + "a contact is complained about once",
                hint: "write a share below one, such as '3 per 1000'"
            )
            return nil
        }
        return rate
    }
}
