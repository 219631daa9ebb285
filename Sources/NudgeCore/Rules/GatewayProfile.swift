/// What a decision needs to know of a gateway.
package struct GatewayProfile: Hashable, Sendable {
    /// The file's name without its ending; also the lane's name.
    package var name: String
    package var channels: Set<Channel>
    /// Whether delivery receipts come back, so that their absence means something.
    package var hasReceipts: Bool
    /// Sending stops this long before a window closes.
    package var closingMargin: Milliseconds

    package init(
        name: String,
        channels: Set<Channel>,
        hasReceipts: Bool,
        closingMargin: Milliseconds = .zero
    ) {
        self.name = name
        self.channels = channels
        self.hasReceipts = hasReceipts
        self.closingMargin = closingMargin
    }
}
