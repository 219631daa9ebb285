/// What a gateway charges, in millionths of a currency: vendors' prices have four digits and more.
package struct Price: Hashable, Sendable {
    package var millionths: Int64
    package var currency: Currency
    package var unit: Unit

    package enum Unit: UInt8, CaseIterable, Sendable {
        case segment
        case message

        package var name: String {
            switch self {
            case .segment: "segment"
            case .message: "message"
            }
        }
    }

    package init(millionths: Int64, currency: Currency, unit: Unit = .segment) {
        self.millionths = millionths
        self.currency = currency
        self.unit = unit
    }

    /// Of messages with so many segments in all, in millionths.
    package func cost(messages: Int = 1, segments: Int) -> Int64 {
        millionths * Int64(unit == .segment ? segments : messages)
    }
}

extension Money {
    /// Rounded to the nearest minor unit, halves away from zero.
    package init(millionths: Int64, currency: Currency) {
        let half: Int64 = millionths < 0 ? -5_000 : 5_000
        self.init(minorUnits: (millionths + half) / 10_000, currency: currency)
    }
}

/// How much may be spent in a day, and what happens then.
package struct Budget: Hashable, Sendable {
    /// In millionths of the currency.
    package var perDay: Int64
    package var currency: Currency
    package var then: Ending

    package enum Ending: UInt8, CaseIterable, Sendable {
        /// Nothing leaves until the next day begins.
        case stop
        /// Nothing leaves until a person says so.
        case ask

        package var name: String {
            switch self {
            case .stop: "stop"
            case .ask: "ask"
            }
        }
    }

    package init(perDay: Int64, currency: Currency, then: Ending = .stop) {
        self.perDay = perDay
        self.currency = currency
        self.then = then
    }
}
