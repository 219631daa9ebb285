/// A piece of a template: text, or what stands between double braces.
struct TemplateToken: Sendable {
    enum Kind: Hashable, Sendable {
        case text
        case value
        case open
        case inverted
        case close
        case comment
    }

    var kind: Kind
    /// The text itself, or the inside of the tag without its sign, trimmed.
    var content: String
    var position: TemplatePosition
    /// Where `content` begins, for tags.
    var contentPosition: TemplatePosition
}
