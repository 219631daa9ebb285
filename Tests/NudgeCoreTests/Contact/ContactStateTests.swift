import NudgeCore
import Testing

@Suite("ContactState")
struct ContactStateTests {
    static let events: [ContactEvent] =
        ContactEvent.Answer.allCases.map { .answered($0) }
        + ContactEvent.Receipt.allCases.map { .receipt($0) }
        + ContactEvent.Settlement.allCases.map { .settled($0) }

    /// Every pair that moves; whatever is not here stays as it is.
    private static let moves: [(ContactState, ContactEvent, ContactState)] = [
        (.leaving, .answered(.accepted), .accepted),
        (.leaving, .answered(.refused), .refused),
        (.leaving, .answered(.unknown), .unknown),
        (.leaving, .answered(.putBack), .putBack),
        (.leaving, .answered(.withdrawn), .withdrawn),
        // T-72: a receipt may be faster than our own answer.
        (.leaving, .receipt(.delivered), .delivered),
        (.leaving, .receipt(.undelivered), .undelivered),
        (.accepted, .receipt(.delivered), .delivered),
        (.accepted, .receipt(.undelivered), .undelivered),
        (.unknown, .answered(.accepted), .accepted),
        (.unknown, .answered(.refused), .refused),
        (.unknown, .receipt(.delivered), .delivered),
        (.unknown, .receipt(.undelivered), .undelivered),
        (.unknown, .settled(.delivered), .delivered),
        (.unknown, .settled(.undelivered), .undelivered),
        (.unknown, .settled(.notSent), .putBack),
        // T-73: delivered is never taken back; a late delivery still counts.
        (.undelivered, .receipt(.delivered), .delivered),
    ]

    @Test(arguments: ContactState.allCases, events)
    func everyPairOfStateAndEventHasItsAnswer(_ state: ContactState, _ event: ContactEvent) {
        let expected = ContactStateTests.moves.first { $0.0 == state && $0.1 == event }?.2
        #expect(state.after(event) == expected)
    }

    /// No path leads back: a state once left is never seen again.
    @Test(arguments: ContactState.allCases)
    func statesOnlyMoveForward(_ start: ContactState) {
        var reached: [ContactState] = []
        var open = [start]
        while let state = open.popLast() {
            for event in ContactStateTests.events {
                guard let next = state.after(event) else { continue }
                #expect(next != start)
                if !reached.contains(next) {
                    reached.append(next)
                    open.append(next)
                }
            }
        }
    }

    @Test(arguments: ContactState.allCases)
    func aPlaceUnderTheCapsIsGivenBackOnlyWhenItSurelyDidNotLeave(_ state: ContactState) {
        let isFree: [ContactState] = [.refused, .putBack, .withdrawn]
        #expect(state.countsAgainstCaps == !isFree.contains(state))
    }
}
