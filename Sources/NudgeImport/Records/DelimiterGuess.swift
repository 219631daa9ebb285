/// Which character separates a file's fields, where nobody said so.
enum DelimiterGuess {
    private static let candidates: [UInt8] = [
        UInt8(ascii: ","), UInt8(ascii: ";"), 9, UInt8(ascii: "|"),
    ]
    /// Lines looked at: enough to tell a delimiter from commas in amounts.
    private static let linesMax = 16

    /// The candidate that stands equally often, and most often, in all the first lines; where none
    /// does, the one that stands most often in the first line; else a comma.
    static func delimiter(of window: TextWindow, quote: UInt8?) throws(ImportFault) -> UInt8 {
        while window.available < TextEncoding.sampleSize {
            guard try window.fill() else { break }
        }
        let end = min(window.start + TextEncoding.sampleSize, window.bytes.count)
        let isWhole = window.isAtEnd && end == window.bytes.count
        let lines = counts(
            Array(window.bytes[window.start..<end]),
            quote: quote,
            isWhole: isWhole
        )
        guard let first = lines.first else { return candidates[0] }
        let steady = candidates.indices.filter { index in
            first[index] > 0 && lines.allSatisfy { $0[index] == first[index] }
        }
        let best = (steady.isEmpty ? Array(candidates.indices) : steady)
            .reduce(nil as Int?) { best, index in
                guard let best else { return index }
                return first[index] > first[best] ? index : best
            }
        return candidates[best ?? 0]
    }

    /// For each of the first lines that are not blank, how often each candidate stands outside
    /// quotes.
    private static func counts(_ sample: [UInt8], quote: UInt8?, isWhole: Bool) -> [[Int]] {
        var lines: [[Int]] = []
        var line = candidates.map { _ in 0 }
        var isInQuotes = false
        var isBlank = true
        for byte in sample where lines.count < linesMax {
            if byte == quote { isInQuotes.toggle() }
            if isInQuotes { continue }
            if byte == 10 || byte == 13 {
                if !isBlank { lines.append(line) }
                line = candidates.map { _ in 0 }
                isBlank = true
                continue
            }
            if byte != 32 { isBlank = false }
            if let index = candidates.firstIndex(of: byte) { line[index] += 1 }
        }
        if !isBlank && lines.count < linesMax && (isWhole || lines.isEmpty) { lines.append(line) }
        return lines
    }
}
