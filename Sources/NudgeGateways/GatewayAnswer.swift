package import NudgeCore

/// What one completion means for its contact and for its lane.
package struct GatewayAnswer: Hashable, Sendable {
    package var answerClass: AnswerClass
    /// The gateway's own number of the message, digit for digit.
    package var vendorID: String?
    /// For logs and `explain`: status and reason; long numbers are masked.
    package var detail: String
    /// What it says about the gateway as a whole; `nil`: nothing.
    package var laneEvent: LaneEvent?

    package init(
        answerClass: AnswerClass,
        vendorID: String? = nil,
        detail: String,
        laneEvent: LaneEvent?
    ) {
        self.answerClass = answerClass
        self.vendorID = vendorID
        self.detail = detail
        self.laneEvent = laneEvent
    }
}

/// Texts of others, made fit for a log.
enum Masked {
    /// Bounds what a gateway can write into our journal.
    private static let lengthMax = 200

    /// One line of at most 200 characters; of seven digits or more in a row, the last four are
    /// shown.
    static func text(_ text: String) -> String {
        var result: [Character] = []
        var digits: [Character] = []
        func flush() {
            let hidden = digits.count >= 7 ? digits.count - 4 : 0
            result += [Character](repeating: "*", count: hidden) + digits.dropFirst(hidden)
            digits = []
        }
        for character in text.prefix(lengthMax) {
            let categories = character.unicodeScalars.map(\.properties.generalCategory)
            if categories.first == .decimalNumber {
                digits.append(character)
            } else {
                flush()
                result.append(categories.contains(.control) ? " " : character)
            }
        }
        flush()
        return String(result)
    }
}
