/// What one completion means for the messages of its request and for its lane.
package struct GatewayVerdict: Hashable, Sendable {
    /// One for each message, in the order of the request.
    package var answers: [GatewayAnswer]
    /// The token was refused: it is fetched again, once, and the same messages sent again.
    package var refreshesToken: Bool
    /// The batch was refused as a whole because of some of it: its messages are sent singly.
    package var splits: Bool

    package init(
        answers: [GatewayAnswer],
        refreshesToken: Bool = false,
        splits: Bool = false
    ) {
        self.answers = answers
        self.refreshesToken = refreshesToken
        self.splits = splits
    }
}
