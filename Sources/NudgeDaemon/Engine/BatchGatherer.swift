internal import NudgeCore
internal import NudgeGateways

/// A contact that is committed as leaving, on its way into a request of its own or with others.
struct Letter {
    var contact: ContactID
    var lane: Int
    var point: PointID
    var message: OutgoingMessage
    /// It must leave before.
    var notAfter: Instant
}

/// Puts letters of one turn together that may go in one request, in the order in which they come.
///
/// It takes what is there and waits for nothing; no address stands in a request twice, or its
/// answer and its receipts would be about two.
struct BatchGatherer {
    /// In the order of their first letters.
    private(set) var groups: [Group] = []
    /// Groups with room, by what their letters have in common.
    private var open: [Int: [Int]] = [:]

    struct Group {
        var letters: [Letter]
        fileprivate var points: Set<PointID>
    }

    /// `isAlone`: Its batch was refused before, so that it goes by itself.
    mutating func add(_ letter: Letter, _ gateway: Gateway, isAlone: Bool) {
        guard !isAlone else {
            groups.append(Group(letters: [letter], points: [letter.point]))
            return
        }
        var hasher = Hasher()
        hasher.combine(letter.lane)
        gateway.hashLikeness(of: letter.message, into: &hasher)
        let key = hasher.finalize()
        let found = open[key]?.first { index in
            let group = groups[index]
            return group.letters[0].lane == letter.lane && !group.points.contains(letter.point)
                && gateway.joins(group.letters[0].message, letter.message)
        }
        guard let found else {
            open[key, default: []].append(groups.count)
            groups.append(Group(letters: [letter], points: [letter.point]))
            return
        }
        groups[found].letters.append(letter)
        groups[found].points.insert(letter.point)
        if groups[found].letters.count >= gateway.batchSize {
            open[key]?.removeAll { $0 == found }
        }
    }
}
