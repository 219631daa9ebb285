import Foundation
import Glibc
import NudgeTestKit
import Synchronization

/// A gateway that fails by chance and kills the daemon at instants that only a gateway can hit: as a
/// request's head arrives, before the answer, after it.
final class KillPoints: Sendable {
    /// When the daemon is to die in its next life.
    struct Plan: Sendable {
        /// At the so-maniest request of this life.
        var request: Int
        var delayMilliseconds: Int32
        /// Whether the request that brings death is answered before.
        var answersFirst: Bool
    }

    private struct State {
        var plan: Plan?
        var target: ChildProcess?
        var seen = 0
    }

    private let state = Mutex(State())
    private let mixture: FaultMixture

    init(_ mixture: FaultMixture) {
        self.mixture = mixture
    }

    /// The daemon that dies next, and when.
    func aim(at daemon: ChildProcess, _ plan: Plan) {
        state.withLock { $0 = State(plan: plan, target: daemon) }
    }

    /// Nobody dies any more.
    func spare() {
        state.withLock { $0 = State() }
    }

    /// What the gateway does about a request.
    func react(_ sight: FaultSight) -> FaultReaction {
        let (plan, target) = state.withLock { state -> (Plan?, ChildProcess?) in
            state.seen += 1
            guard let plan = state.plan, state.seen >= plan.request else { return (nil, nil) }
            state.plan = nil
            return (plan, state.target)
        }
        if let plan, let target {
            if plan.answersFirst {
                Thread.detachNewThread { KillPoints.kill(target, plan) }
            } else {
                KillPoints.kill(target, plan)
            }
        }
        return mixture.reaction(to: sight.id)
    }

    private static func kill(_ target: ChildProcess, _ plan: Plan) {
        // The instant is the point, not the wait.
        if plan.delayMilliseconds > 0 { poll(nil, 0, plan.delayMilliseconds) }
        target.kill()
    }
}
