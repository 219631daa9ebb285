extension MessageTemplate {
    /// The length of the longest body that it can make, in UTF-16 units, without a signature.
    ///
    /// True for every message of at most so many currencies: texts are cut to their longest,
    /// amounts bounded, lists end after `TemplateProgram.debtsMax` debts.
    package func longest(for creditor: Creditor, currencies: Int = 1) -> Int {
        body.longest(for: creditor, currencies: currencies)
    }

    /// The most segments that an SMS of it can take, with the creditor's signature.
    package func longestSegments(for creditor: Creditor, currencies: Int = 1) -> Int {
        let signature = SMSSignature.framed(creditor.signature).utf16.count
        return SMSLength.mainlandSegments(
            units: signature + longest(for: creditor, currencies: currencies)
        )
    }

    /// Those of the required elements that a message of the class could lack.
    ///
    /// An element is there when its variable is written whatever the conditions are; a text or
    /// number that may be missing can stand in a section of its own. A name that is no variable
    /// counts as lacking. The creditor's name counts as written in an SMS, which is always signed.
    package func lacking(
        _ required: [RequiredElement],
        messageClass: MessageClass,
        isAnswer: Bool = false
    ) -> [RequiredElement] {
        required.filter { element in
            guard element.scope.covers(channel, messageClass) else { return false }
            guard let variable = TemplateVariable(named: element.variable) else { return true }
            // An answer to somebody's own words speaks of no debt.
            if isAnswer && !variable.isCreditorConstant { return false }
            if channel == .sms && variable == .creditor { return false }
            return !body.alwaysWrites(variable) && !(subject?.alwaysWrites(variable) ?? false)
        }
    }
}

extension TemplateProgram {
    /// Tries each combination of the conditions that are not known before.
    func longest(for creditor: Creditor, currencies: Int) -> Int {
        let free = conditions.filter { !$0.isCreditorConstant }
        var known: UInt32 = 0
        for variable in TemplateVariable.allCases where variable.isCreditorConstant {
            if !creditor.text(of: variable).isEmpty { known |= variable.bit }
        }
        let tested = free.reduce(0) { $0 | $1.bit }
        let lengths = ValueLengths(creditor: creditor, currencies: max(currencies, 1))
        return combinations(of: free).map { truth in
            // A variable that no section tests is there.
            units(0..<operations.count, truth: truth | known | ~tested & ~constantBits, lengths)
        }.max() ?? 0
    }

    /// Whether it writes the variable whatever the conditions are, if there is a value at all.
    func alwaysWrites(_ variable: TemplateVariable) -> Bool {
        let free = conditions.filter { $0 != variable }
        return combinations(of: free).allSatisfy {
            writes(variable, 0..<operations.count, truth: $0 | variable.bit)
        }
    }

    private var constantBits: UInt32 {
        TemplateVariable.allCases.reduce(0) { $0 | ($1.isCreditorConstant ? $1.bit : 0) }
    }

    private func combinations(of variables: [TemplateVariable]) -> [UInt32] {
        (0..<1 << variables.count).map { choice in
            variables.indices.reduce(0) { bits, index in
                choice & 1 << index != 0 ? bits | variables[index].bit : bits
            }
        }
    }

    private func units(_ range: Range<Int>, truth: UInt32, _ lengths: ValueLengths) -> Int {
        var total = 0
        var index = range.lowerBound
        while index < range.upperBound {
            switch operations[index] {
            case .literal(_, _, let units): total += Int(units)
            case .value(let variable, let form):
                // What is not there cannot be written, so it has no length either.
                if truth & variable.bit != 0 { total += lengths.longest(variable, form) }
            case .section(let variable, let inverted, let end):
                if (truth & variable.bit != 0) == inverted {
                    index = Int(end)
                    continue
                }
            case .debts(let end):
                let one = units(index + 1..<Int(end), truth: truth, lengths)
                total += one * TemplateProgram.debtsMax
                index = Int(end)
                continue
            }
            index += 1
        }
        return total
    }

    private func writes(_ sought: TemplateVariable, _ range: Range<Int>, truth: UInt32) -> Bool {
        var index = range.lowerBound
        while index < range.upperBound {
            switch operations[index] {
            case .value(sought, _): return true
            case .section(let variable, let inverted, let end):
                if (truth & variable.bit != 0) == inverted {
                    index = Int(end)
                    continue
                }
            case .literal, .value, .debts: break
            }
            index += 1
        }
        return false
    }
}
