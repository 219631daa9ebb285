extension MessageTemplate {
    /// The message for one person.
    ///
    /// `signature`: What stands first, as an SMS leaves; `nil`: the gateway puts it there, or nobody.
    /// - Throws: `RenderError` when a value is missing or out of range; nothing is ever left blank.
    package func render(
        _ values: MessageValues,
        signed signature: SMSSignature? = nil
    ) throws(RenderError) -> RenderedText {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(body.literals.count + 256)
        if let signature { bytes.append(contentsOf: signature.framed) }
        try renderBody(values, into: &bytes)
        let text = String(decoding: bytes, as: UTF8.self)
        guard subject != nil else { return RenderedText(body: text) }
        bytes.removeAll(keepingCapacity: true)
        try renderSubject(values, into: &bytes)
        return RenderedText(
            subject: String(decoding: bytes, as: UTF8.self),
            body: text,
            html: try html.map { (html) throws(RenderError) in try html.render(values) }
        )
    }

    /// Appends the body's UTF-8 to a buffer that the caller keeps.
    ///
    /// - Throws: `RenderError`; the buffer then holds a part of the message.
    package func renderBody(
        _ values: MessageValues,
        into buffer: inout [UInt8]
    ) throws(RenderError) {
        try body.render(values, into: &buffer)
    }

    /// Appends the subject's UTF-8, if there is one.
    ///
    /// - Throws: `RenderError`; the buffer then holds a part of the subject.
    package func renderSubject(
        _ values: MessageValues,
        into buffer: inout [UInt8]
    ) throws(RenderError) {
        try subject?.render(values, into: &buffer)
    }
}

extension TemplateProgram {
    /// `escapes`: Whether values are written as HTML has them.
    func render(
        _ values: MessageValues,
        into buffer: inout [UInt8],
        escapes: Bool = false
    ) throws(RenderError) {
        guard !values.debts.isEmpty else { throw .noDebts }
        // Lent once: a slice for each stretch would count its references.
        try literals.withUnsafeBufferPointer { (literals) throws(RenderError) in
            try run(0..<operations.count, literals, values, debt: nil, escapes, into: &buffer)
        }
    }

    private func run(
        _ range: Range<Int>,
        _ literals: UnsafeBufferPointer<UInt8>,
        _ values: MessageValues,
        debt: Int?,
        _ escapes: Bool,
        into buffer: inout [UInt8]
    ) throws(RenderError) {
        var index = range.lowerBound
        while index < range.upperBound {
            switch operations[index] {
            case .literal(let from, let to, _):
                buffer.append(
                    contentsOf: UnsafeBufferPointer(rebasing: literals[Int(from)..<Int(to)])
                )
            case .value(let variable, let form):
                let start = buffer.count
                try values.append(variable, form, debt: debt, to: &buffer)
                if escapes { HTMLText.escape(&buffer, from: start) }
            case .section(let variable, let inverted, let end):
                if values.holds(variable, debt: debt) == inverted {
                    index = Int(end)
                    continue
                }
            case .debts(let end):
                for debt in 0..<min(values.debts.count, TemplateProgram.debtsMax) {
                    try run(
                        index + 1..<Int(end),
                        literals,
                        values,
                        debt: debt,
                        escapes,
                        into: &buffer
                    )
                }
                index = Int(end)
                continue
            }
            index += 1
        }
    }
}

extension MessageValues {
    /// Whether a section of the variable is shown: a text that is there, a number above zero, a
    /// condition that holds.
    func holds(_ variable: TemplateVariable, debt: Int?) -> Bool {
        switch variable.type {
        case .text, .name: !text(variable, debt: debt).isEmpty
        case .count: count(variable, debt: debt) > 0
        case .flag:
            variable == .last ? isLast(debt) : isFlagged(variable, debt: debt)
        case .money, .date, .list: true
        }
    }

    func append(
        _ variable: TemplateVariable,
        _ form: ValueForm,
        debt: Int?,
        to buffer: inout [UInt8]
    ) throws(RenderError) {
        switch variable.type {
        case .text, .name:
            let text = text(variable, debt: debt)
            guard !text.isEmpty else { throw .missing(variable) }
            TextForm.append(
                form == .masked ? Mask.name(text) : text,
                unitsMax: variable.textUnitsMax,
                to: &buffer
            )
        case .count:
            let number = min(max(count(variable, debt: debt), 0), TemplateProgram.countMax)
            Digits.append(UInt64(number), to: &buffer)
        case .money:
            try appendMoney(variable, form, debt: debt, to: &buffer)
        case .date:
            guard let date = debt.map({ debts[$0].dueDate }) ?? dueDate else { throw .noDebts }
            DateForm.append(date, form: form, to: &buffer)
        case .flag, .list:
            preconditionFailure("the compiler lets no condition or list be written")
        }
    }

    private func appendMoney(
        _ variable: TemplateVariable,
        _ form: ValueForm,
        debt: Int?,
        to buffer: inout [UInt8]
    ) throws(RenderError) {
        if let debt, variable == .amount {
            return try appendMoney(debts[debt].amount, form, to: &buffer)
        }
        let sums =
            variable == .otherAmount
            ? MessageValues.sums(of: debts.dropFirst(TemplateProgram.debtsMax)) : amounts
        guard !sums.isEmpty else { throw .missing(variable) }
        for (index, money) in sums.enumerated() {
            if index > 0 { buffer.append(contentsOf: TemplateProgram.sumSeparator.utf8) }
            try appendMoney(money, form, to: &buffer)
        }
    }

    private func appendMoney(
        _ money: Money,
        _ form: ValueForm,
        to buffer: inout [UInt8]
    ) throws(RenderError) {
        guard (0...MoneyForm.minorUnitsMax).contains(money.minorUnits) else {
            throw .amountOutOfRange
        }
        MoneyForm.append(money, form: form, to: &buffer)
    }

    private func text(_ variable: TemplateVariable, debt: Int?) -> String {
        switch variable {
        case .name: name
        case .product: debts[debt ?? 0].product
        case .accountTail: debts[debt ?? 0].accountTail
        default: creditor.text(of: variable)
        }
    }

    private func count(_ variable: TemplateVariable, debt: Int?) -> Int {
        switch variable {
        case .daysPastDue: max(debt.map { debts[$0].daysFromDue } ?? daysFromDue, 0)
        case .daysUntilDue: max(-(debt.map { debts[$0].daysFromDue } ?? daysFromDue), 0)
        case .debtCount: debts.count
        case .otherCount: max(debts.count - TemplateProgram.debtsMax, 0)
        case .number: (debt ?? 0) + 1
        default: preconditionFailure("\(variable.englishName) is not a number")
        }
    }

    private func isFlagged(_ variable: TemplateVariable, debt: Int?) -> Bool {
        if variable == .overdue, let debt { return debts[debt].daysFromDue > 0 }
        return flags & variable.bit != 0
    }

    private func isLast(_ debt: Int?) -> Bool {
        (debt ?? 0) + 1 == min(debts.count, TemplateProgram.debtsMax)
    }
}
