/// When a rule about an answer holds: all of what it asks for.
package struct WireCondition: Hashable, Sendable {
    /// One of these; empty: any status.
    package var statuses: [ClosedRange<Int>]
    package var headers: [HeaderTest]
    /// Of the body, read as what the section says it is; an unreadable body passes none.
    package var fields: [PathTest]
    /// Of the body's text as a whole.
    package var body: [WireTest]

    package init(
        statuses: [ClosedRange<Int>] = [],
        headers: [HeaderTest] = [],
        fields: [PathTest] = [],
        body: [WireTest] = []
    ) {
        self.statuses = statuses
        self.headers = headers
        self.fields = fields
        self.body = body
    }

    /// Whether whatever meets `other` meets this one, too, as far as can be told: then a rule with
    /// `other` behind one with this condition is never reached.
    package func covers(_ other: WireCondition) -> Bool {
        let takesStatuses =
            statuses.isEmpty
            || !other.statuses.isEmpty
                && other.statuses.allSatisfy { range in
                    statuses.contains {
                        $0.lowerBound <= range.lowerBound && range.upperBound <= $0.upperBound
                    }
                }
        return takesStatuses
            && headers.allSatisfy { mine in
                other.headers.contains { $0.name == mine.name && mine.test.covers($0.test) }
            }
            && fields.allSatisfy { mine in
                other.fields.contains { $0.path == mine.path && mine.test.covers($0.test) }
            }
            && body.allSatisfy { mine in other.body.contains { mine.covers($0) } }
    }
}
