/// The sender's registered name before an SMS: `【示例银行】`.
package struct SMSSignature: Hashable, Sendable {
    package let name: String
    /// In UTF-8, as it stands before a text.
    let framed: [UInt8]

    /// `nil` unless it has 2 to 12 Chinese characters, letters or digits, and not digits alone
    /// (facts: the signature rules that all mainland providers share).
    package init?(_ name: String) {
        guard (2...12).contains(name.count),
            name.allSatisfy({ $0.isLetter || $0.isNumber }),
            !name.unicodeScalars.allSatisfy({ ("0"..."9").contains(FoldedText.fold($0)) })
        else { return nil }
        self.name = name
        framed = Array(SMSSignature.framed(name).utf8)
    }

    /// Before a text, in UTF-8.
    package var length: Int { framed.count }

    /// The text as it leaves: the signature first, nothing between.
    package func signing(_ text: String) -> String { SMSSignature.framed(name) + text }

    static func framed(_ name: String) -> String { "【\(name)】" }
}
