/// Where an id stands, and how it is brought into the one form in which ids are compared.
///
/// Some vendors write an id in their answer otherwise than in their receipt: in angle brackets,
/// with a route behind it, with zeros before it, or in another base.
package struct WireIdentifier: Hashable, Sendable {
    package var place: Place
    /// Signs that are taken off at both ends.
    package var strip: String
    /// What follows the first of these is cut off; empty: nothing is.
    package var before: String
    /// Zeros before the first other digit mean nothing.
    package var dropsZeros: Bool
    /// It is a hexadecimal number, elsewhere written in decimal.
    package var isHexadecimal: Bool

    package enum Place: Hashable, Sendable {
        case path(WirePath)
        /// The name of the first member there.
        case key(of: WirePath)
        /// By its name in small letters.
        case header(String)
    }

    package init(
        _ place: Place,
        strip: String = "",
        before: String = "",
        dropsZeros: Bool = false,
        isHexadecimal: Bool = false
    ) {
        self.place = place
        self.strip = strip
        self.before = before
        self.dropsZeros = dropsZeros
        self.isHexadecimal = isHexadecimal
    }

    /// The id in its one form; `nil` when nothing is left of it.
    package func canonical(_ text: String) -> String? {
        var rest = text[...]
        rest = rest.drop { strip.contains($0) }
        while let last = rest.last, strip.contains(last) { rest = rest.dropLast() }
        if !before.isEmpty, let cut = rest.firstRange(of: before) { rest = rest[..<cut.lowerBound] }
        if isHexadecimal {
            guard let number = UInt64(rest, radix: 16) else { return nil }
            return String(number)
        }
        if dropsZeros {
            let significant = rest.drop { $0 == "0" }
            rest = significant.isEmpty ? rest.suffix(1) : significant
        }
        return rest.isEmpty ? nil : String(rest)
    }
}
