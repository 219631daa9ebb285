import NudgeCore

/// Opens cases, each once, in the transaction of what asks for them.
struct CaseWriter {
    let session: Session

    /// A case that is there already changes nothing; false then.
    @discardableResult
    func open(_ opening: CaseOpening, for customer: Int64) throws -> Bool {
        let occasion = opening.handOff.occasion
        return try session[.insertCase]
            .int(customer).int(Int64(opening.handOff.kind.rawValue))
            .int(occasion.debt.value).int(Int64(occasion.spell))
            .int(Int64(occasion.dueDate.daysSinceEpoch)).int(Int64(occasion.stepDay))
            .int(Int64(occasion.purpose.rawValue)).text(opening.team)
            .int(opening.handOff.at.milliseconds).text(opening.tier).text(opening.step)
            .text(opening.reason).blob(opening.trace).int(opening.handOff.at.milliseconds)
            .run() == 1
    }
}
