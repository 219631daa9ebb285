/// Steps that ask for people, and addresses that people must mend.
extension Decider {
    /// Opens the case of a step once its hour has come; notes what keeps it, if anything does.
    ///
    /// No cap and no window stands against it: nobody is written to.
    mutating func handOff(_ index: Int, _ place: StepPlace, deadline: Instant) {
        let step = rules.strategy.tiers[place.tier].steps[place.step]
        guard let team = step.handOff else { return }
        let debt = facts.debts[index]
        guard rules.stepRecipients[place.tier][place.step] & debt.role.bit != 0 else {
            note(.point, .drop, .roleNotAllowed, debt: index)
            return
        }
        let kind: CaseKind =
            rules.strategy.tiers[place.tier].signal == nil ? .handOff : .earlyWarning
        let occasion = occasion(of: place, debt)
        guard !facts.hasHandedOff(kind, occasion) else {
            note(.step, .drop, .alreadyHandedOff, debt: index, subject: place.step)
            return
        }
        guard now < deadline else {
            note(.step, .drop, .tooLate, debt: index, subject: place.step, until: deadline)
            return
        }
        let opens = zone.instant(of: place.date, minute: Int(step.preferredFrom.minutes))
        guard opens <= now else {
            note(.step, .hold, .stepNotYetDue, debt: index, subject: place.step, until: opens)
            wake(at: opens)
            return
        }
        take(kind, team, occasion, index, place)
    }

    /// A step would write to him now, and cannot: every address of his has failed.
    ///
    /// Asked for once in the run of a debt, whichever of his debts it is. A refusal of his own, a
    /// stop or a missing gateway are no reason: the address may be good.
    mutating func askForRepair(_ index: Int, _ place: StepPlace, deadline: Instant) {
        guard let team = rules.strategy.contactRepair, place.date <= today, now < deadline,
            facts.points.allSatisfy({ $0.health != .good }), !facts.hasAskedForRepair()
        else { return }
        take(.contactRepair, team, occasion(of: place, facts.debts[index]), index, place)
    }

    private mutating func take(
        _ kind: CaseKind,
        _ team: String,
        _ occasion: Occasion,
        _ index: Int,
        _ place: StepPlace
    ) {
        let reason: Reason = kind == .contactRepair ? .contactRepair : .handedOff
        note(.step, .pass, reason, debt: index, subject: place.step, value: Int64(place.day))
        handOffs.append(
            HandOff(
                kind: kind,
                team: team,
                occasion: occasion,
                debt: index,
                tier: place.tier,
                step: place.step
            )
        )
    }

    /// The case to open first: of the highest tier, then of the oldest debt.
    var firstHandOff: HandOff? {
        handOffs.min {
            ($0.tier, $0.occasion.debt, $0.step) < ($1.tier, $1.occasion.debt, $1.step)
        }
    }

    func occasion(of place: StepPlace, _ debt: Debt) -> Occasion {
        Occasion(
            debt: debt.id,
            spell: place.spell,
            dueDate: place.anchor,
            stepDay: place.day,
            purpose: rules.strategy.tiers[place.tier].steps[place.step].purpose
        )
    }
}
