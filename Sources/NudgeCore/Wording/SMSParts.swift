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
