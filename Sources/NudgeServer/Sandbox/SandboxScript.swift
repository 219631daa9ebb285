package import NudgeCore

/// What a magic address makes the sandbox do; every other address is `ordinary`.
///
/// | address kind | form |
/// | --- | --- |
/// | phone | `+86 199 00nn nncc`: `cc` is the code, `nnnn` is free, so that there are 10,000 of each |
/// | mail | `word@sandbox.invalid`, `word+anything@sandbox.invalid` |
/// | device, WeChat | `sandbox-word`, `sandbox-word-anything` |
package enum SandboxScript: Hashable, Sendable {
    /// Accepted; a receipt follows, most within a minute, a few per cent `undelivered`.
    case ordinary
    /// Refused: no such recipient.
    case refuse
    /// Refused: the recipient opted out.
    case optedOut
    /// 429 with `Retry-After`, always.
    case throttle
    /// 500, always; not taken.
    case fail
    /// Never answers; not taken.
    case hang
    /// Reads, takes, and closes the connection without an answer; a receipt follows.
    case close
    /// Takes, and answers after the client has given up; a receipt follows.
    case late
    /// Accepted; the receipt says `undelivered`.
    case undelivered
    /// Accepted; the receipt `delivered` comes twice.
    case twice
    /// The receipt comes before the answer.
    case receiptFirst
    /// Delivered, then the customer replies `TD`.
    case replyOptOut
    /// Delivered, then the customer replies `已还` (paid already).
    case replyPaid
    /// Delivered, then somebody replies `不是本人` (not me).
    case replyWrongPerson
    /// Delivered, then the customer replies `我要投诉你们` (I will complain of you).
    case replyComplaint
    /// Accepted; no receipt ever.
    case silent
    /// Takes, and answers 200 with half a JSON text; a receipt follows.
    case unreadable
    /// The receipt says `undelivered`, a second one `delivered`.
    case recovered
    /// 429 on the first attempt of each message, then ordinary: every other one to the address.
    case throttleOnce
    /// Refused: signature or template not registered.
    case misconfigured
    /// Refused: no money on the account.
    case balance
    /// Accepted; the receipt names only the sandbox's own id, not ours.
    case vendorID
    /// Answers after so many seconds, 1...60; a receipt follows.
    case delay(seconds: Int)

    /// The script of an address; `ordinary` for every address that is not magic.
    package init(address: String, kind: AddressKind) {
        switch kind {
        case .phone: self = SandboxScript.ofPhone(address)
        case .email: self = SandboxScript.ofMail(address)
        case .device, .wechat: self = SandboxScript.ofToken(address)
        }
    }

    /// Codes of phone numbers and words of the other addresses; a documented interface, not to be
    /// renumbered.
    ///
    /// `docs/sandbox.md` repeats it.
    package static let table: [(code: Int, word: String, script: SandboxScript)] = [
        (1, "refuse", .refuse), (2, "opted-out", .optedOut), (3, "throttle", .throttle),
        (4, "fail", .fail), (5, "hang", .hang), (6, "close", .close), (7, "late", .late),
        (8, "undelivered", .undelivered), (9, "twice", .twice),
        (10, "receipt-first", .receiptFirst), (11, "reply-td", .replyOptOut),
        (12, "reply-paid", .replyPaid), (13, "reply-wrong-person", .replyWrongPerson),
        (14, "silent", .silent), (15, "unreadable", .unreadable), (16, "recovered", .recovered),
        (17, "throttle-once", .throttleOnce), (18, "misconfigured", .misconfigured),
        (19, "balance", .balance), (30, "vendor-id", .vendorID),
        (31, "reply-complaint", .replyComplaint),
    ]

    /// Codes 21...29 delay by 1...9 s, code 20 by 10 s.
    private static let delayCodes = 20...29
    /// The longest delay: longer than any client waits.
    private static let delaySecondsMax = 60
    /// In the numbering plan (199 is in use), and never dialled: the sandbox has no way out.
    private static let phonePrefix = "19900"
    private static let mailSuffix = "@sandbox.invalid"
    private static let tokenPrefix = "sandbox-"

    private static func ofPhone(_ address: String) -> SandboxScript {
        var digits = address.filter { $0.isASCII && $0.isNumber }
        if digits.hasPrefix("00") { digits.removeFirst(2) }
        if digits.count == 13, digits.hasPrefix("86") { digits.removeFirst(2) }
        guard digits.count == 11, digits.hasPrefix(phonePrefix), let code = Int(digits.suffix(2))
        else { return .ordinary }
        if delayCodes.contains(code) { return .delay(seconds: code == 20 ? 10 : code - 20) }
        return table.first { $0.code == code }?.script ?? .ordinary
    }

    private static func ofMail(_ address: String) -> SandboxScript {
        let lowered = address.lowercased()
        guard lowered.hasSuffix(mailSuffix) else { return .ordinary }
        return ofWord(lowered.dropLast(mailSuffix.count).prefix { $0 != "+" })
    }

    private static func ofToken(_ address: String) -> SandboxScript {
        guard address.hasPrefix(tokenPrefix) else { return .ordinary }
        let rest = address.dropFirst(tokenPrefix.count)
        // `throttle-once-7` is the longer word, not `throttle` and a tail.
        let words = table.map(\.word).filter { rest == $0 || rest.hasPrefix($0 + "-") }
        if let longest = words.max(by: { $0.count < $1.count }) { return ofWord(longest[...]) }
        let parts = rest.split(separator: "-", maxSplits: 2)
        return parts.count >= 2
            ? ofWord(rest.prefix(parts[0].count + 1 + parts[1].count)) : .ordinary
    }

    private static func ofWord(_ word: Substring) -> SandboxScript {
        if word.hasPrefix("delay-"), let seconds = Int(word.dropFirst(6)),
            (1...delaySecondsMax).contains(seconds)
        {
            return .delay(seconds: seconds)
        }
        return table.first { $0.word == word }?.script ?? .ordinary
    }
}
