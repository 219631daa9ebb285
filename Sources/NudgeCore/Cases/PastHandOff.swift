/// A case that was opened, as a decision sees it: what was handed to people is not handed again.
///
/// Whether the case is still open is theirs to know: closing it decides nothing afresh.
package struct PastHandOff: Hashable, Sendable {
    package var kind: CaseKind
    package var occasion: Occasion
    package var at: Instant

    package init(kind: CaseKind, occasion: Occasion, at: Instant) {
        self.kind = kind
        self.occasion = occasion
        self.at = at
    }
}

extension CustomerFacts {
    /// More than a review every quarter makes in ten years; beyond it the oldest is forgotten.
    package static let handOffsMax = 128

    package mutating func append(_ handOff: PastHandOff) {
        handOffs.append(handOff)
        if handOffs.count > CustomerFacts.handOffsMax {
            handOffs.removeFirst(handOffs.count - CustomerFacts.handOffsMax)
        }
    }

    /// Whether people have it already.
    package func hasHandedOff(_ kind: CaseKind, _ occasion: Occasion) -> Bool {
        handOffs.contains { $0.kind == kind && $0.occasion == occasion }
    }

    /// Whether a repair of his addresses was asked for in the present run of one of his debts.
    func hasAskedForRepair() -> Bool {
        handOffs.contains { past in
            past.kind == .contactRepair
                && debts.contains {
                    $0.id == past.occasion.debt && $0.spell == past.occasion.spell
                }
        }
    }

    /// Promises to pay this debt whose day had ended by `instant` with the debt unpaid, in its
    /// present run of being owed.
    package func brokenPromises(of debt: Debt, at instant: Instant) -> Int {
        guard !holds.isEmpty, let since = debt.owedSince(at: instant) else { return 0 }
        return holds.count { hold in
            guard hold.reason == .promiseToPay, hold.debt == nil || hold.debt == debt.id,
                let until = hold.until
            else { return false }
            return until <= instant && until > since
        }
    }
}
