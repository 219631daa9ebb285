/// How a message reaches a person.
package enum Channel: UInt8, CaseIterable, Sendable {
    case sms
    case email
    case push
    case wechat
    case voice

    /// The kind of address that the channel sends to.
    package var addressKind: AddressKind {
        switch self {
        case .sms, .voice: .phone
        case .email: .email
        case .push: .device
        case .wechat: .wechat
        }
    }

    package var name: String {
        switch self {
        case .sms: "sms"
        case .email: "email"
        case .push: "push"
        case .wechat: "wechat"
        case .voice: "voice"
        }
    }

    package init?(name: String) {
        guard let match = Channel.allCases.first(where: { $0.name == name }) else { return nil }
        self = match
    }
}

/// What kind of address a contact point is.
package enum AddressKind: UInt8, CaseIterable, Sendable {
    case phone
    case email
    case device
    case wechat

    package var name: String {
        switch self {
        case .phone: "phone"
        case .email: "email"
        case .device: "device"
        case .wechat: "wechat"
        }
    }
}

/// What a message is in the eyes of law and carriers; consents, windows and caps are given by class.
package enum MessageClass: UInt8, CaseIterable, Sendable {
    /// About a debt that is not overdue: a service notice (pre-due reminder).
    case notice
    /// About an overdue debt: the rules of collection apply, also to a friendly reminder
    /// (facts: China Banking Association guideline of 2026-01-30).
    case collection
    /// Anything that promotes.
    case marketing

    package var name: String {
        switch self {
        case .notice: "notice"
        case .collection: "collection"
        case .marketing: "marketing"
        }
    }

    package init?(name: String) {
        guard let match = MessageClass.allCases.first(where: { $0.name == name }) else {
            return nil
        }
        self = match
    }
}

/// A set of (class, channel) pairs: what somebody refused, or agreed to.
package struct ClassChannelSet: OptionSet, Hashable, Sendable {
    package let rawValue: UInt16

    package init(rawValue: UInt16) {
        self.rawValue = rawValue
    }

    package init(_ messageClass: MessageClass, _ channel: Channel) {
        rawValue = 1 << (UInt16(messageClass.rawValue) * 5 + UInt16(channel.rawValue))
    }

    package static let all = ClassChannelSet(rawValue: (1 << 15) - 1)
}

/// How a person stands to a debt; the role decides whether and with what words one may write.
package enum Role: UInt8, CaseIterable, Sendable {
    case debtor
    case coBorrower
    case guarantor
    case supplementaryHolder

    package var name: String {
        switch self {
        case .debtor: "debtor"
        case .coBorrower: "co-borrower"
        case .guarantor: "guarantor"
        case .supplementaryHolder: "supplementary-holder"
        }
    }

    package init?(name: String) {
        guard let match = Role.allCases.first(where: { $0.name == name }) else { return nil }
        self = match
    }
}
