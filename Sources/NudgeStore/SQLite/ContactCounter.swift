import NudgeCore

/// Counts contacts by hour, tier and template: what complaints are measured by.
///
/// A turn of hundreds of contacts writes a few rows, which lie at the table's end.
struct ContactCounter {
    let session: Session

    private struct Kind: Hashable, Comparable {
        var hour: Int64
        var tier: String
        var template: String

        static func < (left: Kind, right: Kind) -> Bool {
            (left.hour, left.tier, left.template) < (right.hour, right.tier, right.template)
        }
    }

    /// Counts the contacts that were committed; `committed` is in step with `commits`.
    func count(_ commits: [DecisionCommit], _ committed: [Bool]) throws {
        var counts: [Kind: Int64] = [:]
        for (commit, isCommitted) in zip(commits, committed) where isCommitted {
            guard let intent = commit.intent else { continue }
            let hour = ContactCounter.hour(of: intent.contact.at)
            let kind = Kind(hour: hour, tier: intent.tier, template: intent.template)
            counts[kind, default: 0] += 1
        }
        for (kind, count) in counts.sorted(by: { $0.key < $1.key }) {
            for scope in [Stop.Scope.tier(kind.tier), .template(kind.template)] {
                let (name, value) = scope.stored
                try session[.countContacts].int(kind.hour).text(name).text(value).int(count).run()
            }
        }
    }

    /// Takes a contact off that did not reach anybody after all.
    func uncount(_ contact: Int64) throws {
        guard let origin = try ContactOrigin.find(ContactID(contact), session) else { return }
        for scope in origin.scopes {
            let (name, value) = scope.stored
            try session[.uncountContact]
                .int(ContactCounter.hour(of: origin.at)).text(name).text(value).run()
        }
    }

    static func hour(of instant: Instant) -> Int64 { instant.milliseconds / 3_600_000 }
}
