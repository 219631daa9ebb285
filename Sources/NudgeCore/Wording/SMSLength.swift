/// How long an SMS is for carriers and for the bill.
package struct SMSLength: Hashable, Sendable {
    package var encoding: Encoding
    /// Septets in GSM-7, UTF-16 code units in UCS-2.
    package var units: Int
    package var segments: Int

    package enum Encoding: UInt8, CaseIterable, Sendable {
        case gsm7
        case ucs2
    }

    /// Who counts.
    package enum Rule: UInt8, CaseIterable, Sendable {
        /// GSM 03.38 and its concatenation: 160 or 153 septets, 70 or 67 UTF-16 units.
        case international
        /// Mainland billing: each character counts one, up to 70 are one segment, more are
        /// segments of 67, plain ASCII too.
        case mainland
    }

    /// The most characters that mainland providers take in one SMS, signature included
    /// (facts: Aliyun, Tencent, Huawei, Qiniu).
    package static let mainlandUnitsMax = 500

    /// The length of a whole text, with signature and opt-out words, as it leaves.
    package static func measure(_ text: String, rule: Rule) -> SMSLength {
        switch rule {
        case .mainland:
            let units = text.utf16.count
            return SMSLength(
                encoding: .ucs2,
                units: units,
                segments: mainlandSegments(units: units)
            )
        case .international:
            let parts = SMSParts(text)
            return SMSLength(
                encoding: parts.encoding,
                units: parts.units,
                segments: parts.texts.count
            )
        }
    }

    /// The segments of a whole text; an empty one takes one.
    package static func segments(of text: String, rule: Rule) -> Int {
        measure(text, rule: rule).segments
    }

    /// Segments on a mainland bill for so many UTF-16 units.
    package static func mainlandSegments(units: Int) -> Int {
        units <= 70 ? 1 : (units + 66) / 67
    }
}

/// An SMS cut into the parts in which it travels.
///
/// Neither a surrogate pair nor an escape sequence of GSM-7 is cut, so each part reads by itself.
package struct SMSParts: Sendable {
    package let encoding: SMSLength.Encoding
    /// The parts in order; one, possibly empty, when the text fits.
    package let texts: [String]
    /// Of the whole text, in the units of the encoding.
    package let units: Int

    package init(_ text: String) {
        let isGSM = text.unicodeScalars.allSatisfy { GSMAlphabet.septets(of: $0) > 0 }
        encoding = isGSM ? .gsm7 : .ucs2
        let length: (Unicode.Scalar) -> Int = { scalar in
            isGSM ? GSMAlphabet.septets(of: scalar) : UTF16.width(scalar)
        }
        units = text.unicodeScalars.reduce(0) { $0 + length($1) }
        // 140 octets; a part of several loses six to the concatenation header.
        if units <= (isGSM ? 160 : 70) {
            texts = [text]
        } else {
            texts = SMSParts.cut(text.unicodeScalars, every: isGSM ? 153 : 67, length)
        }
    }

    private static func cut(
        _ scalars: String.UnicodeScalarView,
        every most: Int,
        _ length: (Unicode.Scalar) -> Int
    ) -> [String] {
        var parts: [String] = []
        var part = String.UnicodeScalarView()
        var used = 0
        for scalar in scalars {
            let next = length(scalar)
            if used + next > most {
                parts.append(String(part))
                part = String.UnicodeScalarView()
                used = 0
            }
            part.append(scalar)
            used += next
        }
        parts.append(String(part))
        return parts
    }
}

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

/// The sender's registered name before an SMS: `【示例银行】`.
package struct SMSSignature: Hashable, Sendable {
    package let name: String

    /// `nil` unless it has 2 to 12 Chinese characters, letters or digits, and not digits alone
    /// (facts: the signature rules that all mainland providers share).
    package init?(_ name: String) {
        guard (2...12).contains(name.count),
            name.allSatisfy({ $0.isLetter || $0.isNumber }),
            !name.unicodeScalars.allSatisfy({ ("0"..."9").contains(FoldedText.fold($0)) })
        else { return nil }
        self.name = name
    }

    /// The text as it leaves: the signature first, nothing between.
    package func signing(_ text: String) -> String { SMSSignature.framed(name) + text }

    static func framed(_ name: String) -> String { "【\(name)】" }
}
