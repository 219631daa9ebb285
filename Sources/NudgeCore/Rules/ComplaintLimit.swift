/// How many complaints a template or a tier may draw before it is stopped by itself.
package struct ComplaintLimit: Hashable, Sendable {
    /// So many complaints in `contacts` are still borne: 3 per 1000.
    package var complaints: Int
    package var contacts: Int
    /// Contacts made within this length before a complaint count, and the complaints about them.
    package var within: Milliseconds
    /// With fewer contacts nothing is concluded.
    package var atLeast: Int

    package init(complaints: Int, contacts: Int, within: Milliseconds, atLeast: Int) {
        precondition(complaints >= 0 && contacts > complaints, "a rate lies below one")
        self.complaints = complaints
        self.contacts = contacts
        self.within = within
        self.atLeast = atLeast
    }

    /// The longest `within`: counts of contacts are kept for so long.
    package static let withinMax = Milliseconds.days(31)

    /// Whether so many complaints about so many contacts are more than is borne.
    package func isExceeded(complaints count: Int, of total: Int) -> Bool {
        total >= atLeast && count * contacts > complaints * total
    }

    /// As the main file has it: `3 per 1000`.
    package var rate: String { "\(complaints) per \(contacts)" }
}
