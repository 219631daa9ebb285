/// How many messages one request carries, and which may go together.
package struct BatchForm: Hashable, Sendable {
    /// At least 1.
    package var size: Int
    /// What must be the same for all of them; no duplicates.
    package var same: [Likeness]

    package static let sizeMax = 1000

    package init(size: Int, same: [Likeness] = []) {
        self.size = size
        self.same = same
    }

    /// What the messages of one request have in common.
    package enum Likeness: UInt8, CaseIterable, Sendable {
        case content
        case subject
        case code
        case parameters
        case template
        case `class`
        case channel
        case segments
        case currency
        /// Whether the number is one of the mainland.
        case mainland

        /// Its word in a file; all but `mainland` are places of that name.
        package var name: String {
            switch self {
            case .content: "content"
            case .subject: "subject"
            case .code: "code"
            case .parameters: "parameters"
            case .template: "template"
            case .class: "class"
            case .channel: "channel"
            case .segments: "segments"
            case .currency: "currency"
            case .mainland: "mainland"
            }
        }
    }
}
