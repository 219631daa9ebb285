import NudgeCore

/// Makes facts of records, by the kind of file.
struct RowFacts {
    let reader: RowReader
    private let kind: ImportKind
    private let currency: Currency

    private let agreements: Set<String>?

    /// `agreements` are the names that rulebooks know; `nil`: any is taken.
    init(plan: RowPlan, asOf: Instant, agreements: Set<String>? = nil) {
        self.agreements = agreements
        reader = RowReader(plan: plan, asOf: asOf)
        kind = plan.mapping.kind
        currency = plan.mapping.currency
    }

    /// The facts of a record; counts them when all of it could be read.
    func facts(
        _ cells: borrowing Cells,
        counting counter: inout StatisticsCounter
    ) throws(RowFault) -> [Fact] {
        switch kind {
        case .portfolio:
            let customer = try customer(cells)
            let debt = try debt(cells)
            counter.addRow(customer: customer.reference)
            counter.add(debt)
            return [.customer(customer), .debt(debt)]
        case .debts:
            let debt = try debt(cells)
            counter.addRow(customer: debt.customer)
            counter.add(debt)
            return [.debt(debt)]
        default:
            let fact = try fact(cells)
            counter.addRow(customer: fact.customerReference)
            return [fact]
        }
    }

    /// The fact of a record that makes one, and no debt.
    private func fact(_ cells: borrowing Cells) throws(RowFault) -> Fact {
        switch kind {
        case .portfolio, .customers: .customer(try customer(cells))
        case .debts: .debt(try debt(cells))
        case .payments: .payment(try payment(cells))
        case .promises: .promise(try promise(cells))
        case .holds: try hold(cells)
        case .consents: .consent(try consent(cells))
        case .agreements: .agreement(try agreement(cells))
        case .autopay: .autopay(try autopay(cells))
        case .history: .contact(try contact(cells))
        }
    }

    private func customer(_ cells: borrowing Cells) throws(RowFault) -> CustomerFact {
        CustomerFact(
            reference: try reference(.customer, cells),
            name: try reader.text(.name, cells),
            language: try reader.language(cells),
            zone: try reader.zone(cells),
            tags: try reader.tags(cells),
            addresses: try addresses(cells)
        )
    }

    private static let addressFields: [ImportField] = [
        .phone, .phone2, .phone3, .email, .email2, .device, .wechat,
    ]

    /// `nil` where the file tells of no addresses; an empty list where its columns for them are
    /// empty: then the source says that there are none.
    private func addresses(_ cells: borrowing Cells) throws(RowFault) -> [Address]? {
        var addresses: [Address]?
        for field in RowFacts.addressFields where reader.isTold(field, cells) {
            if addresses == nil { addresses = [] }
            let address: Address?
            switch field {
            case .email, .email2:
                address = try reader.email(field, cells).map { Address(kind: .email, value: $0) }
            case .device:
                address = try reader.text(field, cells).map { Address(kind: .device, value: $0) }
            case .wechat:
                address = try reader.text(field, cells).map { Address(kind: .wechat, value: $0) }
            default:
                address = try reader.phone(field, cells).map { Address(kind: .phone, value: $0) }
            }
            if let address, addresses?.contains(address) == false { addresses?.append(address) }
        }
        return addresses
    }

    private func debt(_ cells: borrowing Cells) throws(RowFault) -> DebtFact {
        let dueDate = try reader.required(.dueDate, try reader.day(.dueDate, cells))
        let graceEnd = try reader.day(.graceEnd, cells)
        if let graceEnd, graceEnd < dueDate {
            throw reader.fault(.graceEnd, "lies before the due date")
        }
        let isSettled = try reader.flag(.settled, cells) ?? false
        let minimum = try reader.owed(.minimumDue, cells)
        return DebtFact(
            reference: try reference(.debt, cells),
            customer: try reference(.customer, cells),
            role: try reader.code(.role, cells).flatMap(Role.init(rawValue:)) ?? .debtor,
            product: try reader.text(.product, cells) ?? "",
            currency: try reader.code(.currency, cells).flatMap(Currency.init(rawValue:))
                ?? currency,
            accountTail: try reader.accountTail(cells) ?? "",
            statementDate: try reader.day(.statementDate, cells),
            statementBalance: try reader.amount(.statementBalance, cells) ?? 0,
            // A debt that is paid off may leave its minimum empty.
            minimumDue: isSettled ? minimum ?? 0 : try reader.required(.minimumDue, minimum),
            dueDate: dueDate,
            graceEnd: graceEnd,
            tolerance: try reader.owed(.tolerance, cells) ?? 0,
            autopay: try reader.code(.autopay, cells).flatMap(Debt.Autopay.init(rawValue:))
                ?? .none,
            overdueAmount: try reader.owed(.overdueAmount, cells) ?? 0,
            riskGrade: try reader.text(.riskGrade, cells) ?? "",
            overdueReason: try reader.text(.overdueReason, cells) ?? "",
            creditLimit: try reader.owed(.creditLimit, cells) ?? 0,
            timesLate: try reader.count(.timesLate, cells) ?? 0,
            isSettled: isSettled
        )
    }

    /// A reversal is a negative amount; where a column marks it, the sign may be left out.
    private func payment(_ cells: borrowing Cells) throws(RowFault) -> PaymentFact {
        let amount = try reader.required(.amount, try reader.amount(.amount, cells))
        guard amount != 0 else { throw reader.fault(.amount, "is zero") }
        let isReversal = try reader.flag(.reversal, cells)
        if isReversal == false && amount < 0 {
            throw reader.fault(.amount, "is negative, but the row is marked as no reversal")
        }
        return PaymentFact(
            reference: try reference(.reference, cells),
            debt: try reference(.debt, cells),
            amount: isReversal == true ? -abs(amount) : amount,
            at: try reader.required(.at, try reader.moment(.at, cells))
        )
    }

    private func promise(_ cells: borrowing Cells) throws(RowFault) -> PromiseFact {
        PromiseFact(
            reference: try reference(.reference, cells),
            customer: try reference(.customer, cells),
            debt: try reader.reference(.debt, cells),
            madeAt: try reader.moment(.at, cells) ?? reader.asOf,
            until: try reader.required(.until, try reader.day(.until, cells))
        )
    }

    private func hold(_ cells: borrowing Cells) throws(RowFault) -> Fact {
        let reference = try reference(.reference, cells)
        let customer = try self.reference(.customer, cells)
        if try reader.flag(.lifted, cells) == true {
            return .holdLifted(customer: customer, reference: reference)
        }
        let code = try reader.required(.reason, try reader.code(.reason, cells))
        let from = try reader.moment(.from, cells, bareDay: .itsStart) ?? reader.asOf
        // The last day of a hold is part of it.
        let until = try reader.moment(.until, cells, bareDay: .itsEnd)
        if let until, until <= from { throw reader.fault(.until, "lies before the hold's start") }
        return .hold(
            HoldFact(
                reference: reference,
                customer: customer,
                debt: try reader.reference(.debt, cells),
                reason: HoldReason(rawValue: code) ?? .protected,
                from: from,
                until: until,
                owner: try reader.text(.owner, cells) ?? ""
            )
        )
    }

    private func consent(_ cells: borrowing Cells) throws(RowFault) -> ConsentFact {
        let messageClass = try reader.required(
            .messageClass,
            try reader.code(.messageClass, cells).flatMap(MessageClass.init(rawValue:))
        )
        let channel = try reader.required(
            .channel,
            try reader.code(.channel, cells).flatMap(Channel.init(rawValue:))
        )
        let isGranted = try reader.required(.granted, try reader.flag(.granted, cells))
        let address = try address(channel, cells)
        if address != nil && isGranted {
            throw reader.fault(.address, "can be refused by a file, but not opened again")
        }
        return ConsentFact(
            customer: try reference(.customer, cells),
            messageClass: messageClass,
            channel: channel,
            isGranted: isGranted,
            at: try reader.moment(.at, cells) ?? reader.asOf,
            address: address
        )
    }

    /// A name that no rulebook knows would bind nobody: it is a slip, and said.
    private func agreement(_ cells: borrowing Cells) throws(RowFault) -> AgreementFact {
        let name = try reference(.agreement, cells)
        if let agreements, !agreements.contains(name) {
            throw reader.fault(
                .agreement,
                agreements.isEmpty
                    ? "is given, and no rulebook in force names an agreement"
                    : "is none of those that the rulebooks name: "
                        + agreements.sorted().joined(separator: ", ")
            )
        }
        return AgreementFact(
            customer: try reference(.customer, cells),
            agreement: name,
            isGiven: try reader.required(.given, try reader.flag(.given, cells)),
            at: try reader.moment(.at, cells) ?? reader.asOf
        )
    }

    private func contact(_ cells: borrowing Cells) throws(RowFault) -> ContactFact {
        let channel = try reader.required(
            .channel,
            try reader.code(.channel, cells).flatMap(Channel.init(rawValue:))
        )
        let at = try reader.required(.at, try reader.moment(.at, cells))
        guard at <= reader.asOf else {
            throw reader.fault(.at, "lies after the import's as-of: it has not happened yet")
        }
        return ContactFact(
            customer: try reference(.customer, cells),
            debt: try reader.reference(.debt, cells),
            dueDate: try reader.day(.dueDate, cells),
            channel: channel,
            messageClass: try reader.code(.messageClass, cells)
                .flatMap(MessageClass.init(rawValue:)),
            at: at,
            address: try address(channel, cells),
            template: try reader.text(.template, cells) ?? ""
        )
    }

    /// An address of the kind that the channel of its row takes.
    private func address(
        _ channel: Channel,
        _ cells: borrowing Cells
    ) throws(RowFault) -> Address? {
        let kind = channel.addressKind
        let value: String? =
            switch kind {
            case .phone: try reader.phone(.address, cells)
            case .email: try reader.email(.address, cells)
            case .device, .wechat: try reader.text(.address, cells)
            }
        return value.map { Address(kind: kind, value: $0) }
    }

    private func autopay(_ cells: borrowing Cells) throws(RowFault) -> AutopayFact {
        let code = try reader.required(.state, try reader.code(.state, cells))
        return AutopayFact(
            debt: try reference(.debt, cells),
            state: try reader.required(.state, Debt.Autopay(rawValue: code)),
            at: try reader.moment(.at, cells) ?? reader.asOf
        )
    }

    private func reference(
        _ field: ImportField,
        _ cells: borrowing Cells
    ) throws(RowFault) -> String {
        try reader.required(field, try reader.reference(field, cells))
    }
}
