/// The GSM 03.38 default alphabet and its extension table.
///
/// Source: <https://www.unicode.org/Public/MAPPINGS/ETSI/GSM0338.TXT>.
enum GSMAlphabet {
    /// 1, 2 for what needs an escape, 0 for what GSM-7 cannot write.
    static func septets(of scalar: Unicode.Scalar) -> Int {
        switch scalar {
        case "a"..."z", "A"..."Z", "0"..."9", " "..."#", "%"..."?", "\n", "\r", "@", "$", "_": 1
        case "£", "¥", "è", "é", "ù", "ì", "ò", "Ç", "Ø", "ø", "Å", "å", "Æ", "æ", "ß", "É": 1
        case "Δ", "Φ", "Γ", "Λ", "Ω", "Π", "Ψ", "Σ", "Θ", "Ξ": 1
        case "¤", "¡", "Ä", "Ö", "Ñ", "Ü", "§", "¿", "ä", "ö", "ñ", "ü", "à": 1
        case "^", "{", "}", "\\", "[", "~", "]", "|", "€", "\u{0C}": 2
        default: 0
        }
    }
}
