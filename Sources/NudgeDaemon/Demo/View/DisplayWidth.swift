/// Text laid out in the cells of a terminal, where Chinese characters take two.
enum DisplayWidth {
    /// Cells that the text takes; it may hold no escape sequences.
    static func cells(of text: String) -> Int {
        text.reduce(0) { $0 + cells(of: $1) }
    }

    /// Cut or filled with blanks to exactly so many cells; what is cut ends in `…`.
    static func fit(_ text: String, to width: Int) -> String {
        let needed = cells(of: text)
        guard needed > width else { return text + String(repeating: " ", count: width - needed) }
        guard width > 0 else { return "" }
        var kept = ""
        var used = 0
        for character in text {
            let next = cells(of: character)
            if used + next > width - 1 { break }
            kept.append(character)
            used += next
        }
        return kept + "…" + String(repeating: " ", count: width - 1 - used)
    }

    /// Filled with blanks in front.
    static func right(_ text: String, to width: Int) -> String {
        let needed = cells(of: text)
        return needed < width ? String(repeating: " ", count: width - needed) + text : text
    }

    private static func cells(of character: Character) -> Int {
        guard let scalar = character.unicodeScalars.first else { return 0 }
        if scalar.properties.generalCategory == .nonspacingMark { return 0 }
        return wide.contains { $0.contains(scalar.value) } ? 2 : 1
    }

    /// East Asian Wide and Fullwidth, coarsely (Unicode Standard Annex 11); signs that are only
    /// ambiguous take one cell.
    private static let wide: [ClosedRange<UInt32>] = [
        0x1100...0x115F, 0x2E80...0x303E, 0x3041...0x33FF, 0x3400...0x4DBF, 0x4E00...0x9FFF,
        0xA000...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF01...0xFF60,
        0xFFE0...0xFFE6, 0x1F300...0x1F64F, 0x1F680...0x1F6FF, 0x1F900...0x1F9FF,
        0x20000...0x3FFFD,
    ]
}
