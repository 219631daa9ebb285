/// What digits must look like to be taken for a phone number, and how it is masked.
enum PhoneShape {
    /// The shortest number that is masked; E.164 has no lower limit, real ones have eight or more.
    static let digitsMin = 8
    /// The longest by E.164.
    static let digitsMax = 15
    /// Groups such as `+ 86 138 0013 8000`; more would join unrelated numbers.
    static let groupsMax = 5

    /// The mask of a mainland mobile number, with or without `86`, `0086`; `nil` for other digits.
    static func mainlandMask(_ digits: [UInt8], hasPlus: Bool) -> String? {
        let national: ArraySlice<UInt8>
        let hasCountry: Bool
        if digits.count == 11, !hasPlus {
            (national, hasCountry) = (digits[...], false)
        } else if digits.count == 13, digits.starts(with: [8, 6]) {
            (national, hasCountry) = (digits[2...], true)
        } else if digits.count == 15, digits.starts(with: [0, 0, 8, 6]) {
            (national, hasCountry) = (digits[4...], true)
        } else {
            return nil
        }
        guard isMobile(national) else { return nil }
        return (hasCountry ? "+86" : "") + text(national.prefix(3)) + "****"
            + text(national.suffix(4))
    }

    /// The mask of a number after a `+`, of any other country.
    static func foreignMask(_ digits: [UInt8]) -> String? {
        guard (digitsMin...digitsMax).contains(digits.count) else { return nil }
        return "+" + text(digits.prefix(2)) + "****" + text(digits.suffix(2))
    }

    private static func isMobile(_ digits: ArraySlice<UInt8>) -> Bool {
        guard let first = digits.first, let second = digits.dropFirst().first else { return false }
        return first == 1 && second >= 3
    }

    private static func text(_ digits: ArraySlice<UInt8>) -> String {
        digits.map { String($0) }.joined()
    }
}
