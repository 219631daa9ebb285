extension WordingLint {
    /// Whether a text surely has no finding: told in one pass over its UTF-8, which keeps nothing.
    ///
    /// Nearly every text that leaves is plain. `false` says nothing: it asks for the careful look.
    /// So each of its three questions is wider than the check that it stands for:
    ///
    /// * forbidden words: the letters of a phrase up to its first gap follow each other, whatever
    ///   lies between and before them;
    /// * numbers: so many digits stand together, in one group or several, as the shortest has;
    /// * signs: the same as in the careful look.
    func isPlain(_ text: String, from start: Int = 0, asSMS: Bool) -> Bool {
        var text = text
        return text.withUTF8 { units in
            isPlain(UnsafeBufferPointer(rebasing: units[start...]), asSMS: asSMS)
        }
    }

    private func isPlain(_ units: UnsafeBufferPointer<UInt8>, asSMS: Bool) -> Bool {
        var numbers = SensitiveNumbers.Watch()
        // The letter before, where some phrase begins with it; 0: none does.
        var begun: UInt32 = 0
        var index = 0
        while index < units.count {
            var scalar = FoldedText.scalar(in: units, at: &index)
            // Nearly all there is: neither digit nor sign, and kept as it is.
            if scalar &- 0x4E00 <= 0x9FFF - 0x4E00 {
                numbers.pass(over: scalar)
            } else {
                // Several of these count as one letter.
                if scalar == 0xFFFC { return false }
                if asSMS && ProviderSigns.isRefused(scalar) { return false }
                scalar = FoldedText.folded(scalar)
                if scalar &- 0x30 < 10 {
                    guard numbers.allowsDigit() else { return false }
                } else {
                    numbers.pass(over: scalar)
                    guard FoldedText.isKept(scalar) else { continue }
                }
            }
            if begun != 0 && hasPhrase(begun, scalar, units, from: index) { return false }
            begun = firsts.mayContain(scalar) ? scalar : 0
        }
        return begun == 0 || !hasPhrase(begun, nil, units, from: index)
    }

    /// Whether the letters of a phrase go on as those of the text do, behind its first two.
    private func hasPhrase(
        _ first: UInt32,
        _ second: UInt32?,
        _ units: UnsafeBufferPointer<UInt8>,
        from start: Int
    ) -> Bool {
        if let second, let pairs, !pairs.mayContain(ScalarBits.pair(first, second)) { return false }
        return hasFirstPart(with: first, second) { part in
            var index = start
            for letter in part.dropFirst(2) {
                guard FoldedText.letter(in: units, at: &index) == letter.value else { return false }
            }
            return true
        }
    }
}

extension FoldedText {
    /// The scalar at an index, which moves behind it; the units are those of a `String`.
    @inline(__always)
    static func scalar(in units: UnsafeBufferPointer<UInt8>, at index: inout Int) -> UInt32 {
        let first = UInt32(units[index])
        if first < 0x80 {
            index &+= 1
            return first
        }
        let second = UInt32(units[index &+ 1] & 0x3F)
        if first < 0xE0 {
            index &+= 2
            return (first & 0x1F) << 6 | second
        }
        let third = UInt32(units[index &+ 2] & 0x3F)
        if first < 0xF0 {
            index &+= 3
            return (first & 0x0F) << 12 | second << 6 | third
        }
        let fourth = UInt32(units[index &+ 3] & 0x3F)
        index &+= 4
        return (first & 0x07) << 18 | second << 12 | third << 6 | fourth
    }

    /// The next scalar that is kept, folded; `nil` at the end.
    static func letter(in units: UnsafeBufferPointer<UInt8>, at index: inout Int) -> UInt32? {
        while index < units.count {
            let letter = folded(scalar(in: units, at: &index))
            if isKept(letter) { return letter }
        }
        return nil
    }
}
