/// What a decision needs to know of a gateway.
package struct GatewayProfile: Hashable, Sendable {
    /// The file's name without its ending; also the lane's name.
    package var name: String
    package var channels: Set<Channel>
    /// Whether delivery receipts come back, so that their absence means something.
    package var hasReceipts: Bool
    /// Sending stops this long before a window closes.
    package var closingMargin: Milliseconds
    /// Gateways of a lower order are asked first; those of one order share the messages.
    package var order: Int
    /// Its part of the messages that it shares with others of its order; at least 1.
    package var weight: Int
    /// When it takes messages; `nil`: always.
    package var hours: OpenHours?
    /// How much one recipient may get through it.
    package var recipientLimits: [RecipientLimit]
    /// On whose clock its hours and days are counted, by IANA name; `nil`: the rulebooks' default.
    package var zone: String?
    /// The templates that it carries; `nil`: all.
    package var templates: Set<String>?

    package init(
        name: String,
        channels: Set<Channel>,
        hasReceipts: Bool,
        closingMargin: Milliseconds = .zero,
        order: Int = 1,
        weight: Int = 1,
        hours: OpenHours? = nil,
        recipientLimits: [RecipientLimit] = [],
        zone: String? = nil,
        templates: Set<String>? = nil
    ) {
        precondition(weight >= 1)
        self.name = name
        self.channels = channels
        self.hasReceipts = hasReceipts
        self.closingMargin = closingMargin
        self.order = order
        self.weight = weight
        self.hours = hours
        self.recipientLimits = recipientLimits
        self.zone = zone
        self.templates = templates
    }

    /// Whether a message of this template can leave through it.
    package func carries(_ template: String) -> Bool {
        templates?.contains(template) ?? true
    }
}
