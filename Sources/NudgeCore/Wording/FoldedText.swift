/// A text made plain for finding words in it, however they are dressed up.
///
/// Full-width forms become half-width, capitals small; blanks, invisible characters, symbols and
/// punctuation inside a sentence fall away. Each remaining scalar remembers where it stood.
struct FoldedText {
    struct Item {
        var scalar: Unicode.Scalar
        /// The scalar's place in the text, counted in scalars.
        var offset: Int32
        /// Counts up at each end of a sentence or line: no word is found across one.
        var sentence: Int32
        /// Counts up at each comma or colon too: a negation reaches no further.
        var clause: Int32
    }

    let items: [Item]

    init(_ text: some StringProtocol) {
        self.init(FoldedText.scalars(text))
    }

    /// One pass: `Array` would count them first, in another.
    static func scalars(_ text: some StringProtocol) -> [Unicode.Scalar] {
        var scalars: [Unicode.Scalar] = []
        scalars.reserveCapacity(text.utf8.count)
        for scalar in text.unicodeScalars { scalars.append(scalar) }
        return scalars
    }

    init(_ scalars: [Unicode.Scalar]) {
        var items: [Item] = []
        items.reserveCapacity(scalars.count)
        var sentence: Int32 = 0
        var clause: Int32 = 0
        var offset: Int32 = 0
        for original in scalars {
            let scalar = FoldedText.fold(original)
            switch FoldedText.role(of: scalar) {
            case .kept:
                // A blotted tag stands for one word, however long its name was.
                if scalar != "\u{FFFC}" || items.last?.scalar != scalar {
                    items.append(
                        Item(scalar: scalar, offset: offset, sentence: sentence, clause: clause)
                    )
                }
            case .endsSentence:
                sentence += 1
                clause += 1
            case .endsClause: clause += 1
            case .dropped: break
            }
            offset += 1
        }
        self.items = items
    }

    /// Width and case folded: `Ｔ` becomes `t`.
    static func fold(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
        Unicode.Scalar(folded(scalar.value)) ?? scalar
    }

    @inline(__always)
    static func folded(_ scalar: UInt32) -> UInt32 {
        var value = scalar
        if (0xFF01...0xFF5E).contains(value) { value -= 0xFEE0 }
        if value == 0x3000 { value = 0x20 }
        if (0x41...0x5A).contains(value) { value += 0x20 }
        return value
    }

    /// Whether a folded scalar is searched for words: no blank, sign or punctuation.
    static func isKept(_ folded: UInt32) -> Bool {
        if folded < 0x80 { return folded &- 0x61 < 26 || folded &- 0x30 < 10 }
        guard let scalar = Unicode.Scalar(folded) else { return false }
        return role(of: scalar) == .kept
    }

    private enum Role {
        case kept
        case endsSentence
        case endsClause
        case dropped
    }

    private static func role(of scalar: Unicode.Scalar) -> Role {
        // Nearly all there is.
        if scalar.value &- 0x4E00 <= 0x9FFF - 0x4E00 { return .kept }
        return switch scalar {
        case "a"..."z", "0"..."9", "\u{4E00}"..."\u{9FFF}", "\u{FFFC}": .kept
        case "\n", "\r", "\u{2028}", "\u{2029}", "。", "!", "?", ";": .endsSentence
        case ",", ":": .endsClause
        // ASCII signs; general punctuation, arrows, signs and dingbats; Chinese punctuation.
        case "\u{0}"..."\u{7F}", "\u{2000}"..."\u{2BFF}", "\u{3000}"..."\u{303F}": .dropped
        default:
            switch scalar.properties.generalCategory {
            case .otherLetter, .lowercaseLetter, .uppercaseLetter, .titlecaseLetter,
                .decimalNumber, .otherNumber, .letterNumber:
                .kept
            default: .dropped
            }
        }
    }
}
