internal import Curl
internal import NudgeCore
internal import NudgeGateways
internal import NudgeStore

/// What the engine keeps of its lanes beside their own state, between two turns.
struct RoutingState {
    /// Whether what the store kept of the lanes was read.
    var isRestored = false
    /// Something about the lanes is to be written with the next turn.
    var savesLanes = false
    var lastSave = Instant.distantPast
    /// Stops that the engine places by itself.
    var stops: [StopRecord] = []
    /// Contacts on their way to another gateway.
    var goingOn: [GoingOn] = []
    var addressWaits = AddressWaits()
    /// By lane: who goes alone after a batch that was refused.
    var splits: [Int: SplitMemory] = [:]
    /// Verdicts about contacts in doubt.
    var doubts: [DoubtVerdict] = []

    /// Budgets that placed one of `stops`, and stops of budgets whose day is over.
    var budgetStops: [BudgetStop] = []
    var liftedBudgets: [Stop] = []

    /// A contact that the next turn gives to another gateway.
    struct GoingOn {
        var contact: ContactID
        var request: CurlRequest
        var outstanding: Engine.Outstanding
        /// What it was to cost at the gateway that refused it.
        var before: SpendLine?
        var reroute: Reroute
    }

    /// Whether the next turn has something of it to write.
    var hasNews: Bool {
        savesLanes || !stops.isEmpty || !goingOn.isEmpty || !doubts.isEmpty
            || !liftedBudgets.isEmpty
    }

    /// An answer's part in its gateway's share of the channel.
    func count(_ event: LaneEvent, lane: Int, _ lanes: inout [Lane], at now: Instant) {
        switch event {
        case .answered: lanes[lane].share.count(hasFailed: false, now: now)
        case .failed, .doubted, .stopped: lanes[lane].share.count(hasFailed: true, now: now)
        // It asks for a pause, and gets it; that is no failure.
        case .rateLimited: break
        }
    }
}

/// What it takes to give a contact to another gateway after a sure refusal.
struct Failover {
    var customer: ClaimedCustomer
    var decision: Decision
    var proposal: Proposal
    /// Of the rules that it was decided by: its indices mean nothing to others.
    var generation: Int64
    /// Lanes that refused it.
    var tried: [Int]
}

extension GatewayAnswer {
    /// Surely not taken, and not because of the recipient: another gateway may take it.
    var letsAnotherTry: Bool {
        switch answerClass {
        case .rateLimited(_, .recipient): false
        // What was recalled, or too late, says nothing of the gateway.
        case .notSent: laneEvent != nil
        case .retry, .rateLimited, .misconfigured, .authentication, .balance: true
        case .accepted, .badRecipient, .optedOut, .unknown, .refreshToken, .split: false
        }
    }
}

extension AnswerClass {

    /// No byte reached the gateway, so that none of its quota is used.
    var neverLeft: Bool { self == .notSent }

    /// Nor is it by a batch that was refused as a whole.
    var takesNoQuota: Bool { neverLeft || self == .split }
}

extension Stop.Scope {
    /// Whether a new one takes back what has not left; a drain lets it.
    var recalls: Bool {
        if case .draining = self { return false }
        return true
    }
}
